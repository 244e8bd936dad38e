import { IDBFactory } from "fake-indexeddb";
import { expect, test } from "vitest";
import { eraseSessionDatabases, missingStores, problemOf } from "./application-databases.ts";

const session = { databaseId: "00000000-0000-4000-8000-000000000000" };
const CRYPTO = `chancery-crypto-${session.databaseId}::matrix-sdk-crypto`;
const STORE = `chancery-store-${session.databaseId}`;

async function disk(...names: string[]): Promise<IDBFactory> {
  const factory = new IDBFactory();
  for (const name of names) {
    await new Promise<void>((resolve) => {
      const request = factory.open(name, 1);
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
    });
  }
  return factory;
}

test("a database that somebody deleted is noticed before it is made anew", async () => {
  expect(await missingStores(await disk(CRYPTO, STORE), session)).toBeNull();
  expect(await missingStores(await disk(CRYPTO), session)).toBe("deleted");
  expect(await missingStores(await disk(STORE), session)).toBe("keys_deleted");
  const other = await disk(CRYPTO.replace("0000", "1111"), STORE.replace("0000", "1111"));
  expect(await missingStores(other, session)).toBe("keys_deleted");
  expect(await other.databases()).toHaveLength(2);
});

test("of a session nothing stays, of others everything", async () => {
  const factory = await disk(CRYPTO, STORE, "chancery-secrets");
  await eraseSessionDatabases(factory);
  expect((await factory.databases()).map(({ name }) => name)).toEqual(["chancery-secrets"]);
});

test("what does not open says why in the person's terms", () => {
  expect((["full", "damaged", "closed", "too_new", "unavailable"] as const).map((code) => problemOf({ code }))).toEqual(["full", "unreadable", "unreadable", "too_new", "unreadable"]);
});
