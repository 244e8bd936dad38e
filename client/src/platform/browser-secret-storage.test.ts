import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, test } from "vitest";
import { browserSecretStorage, SECRET_DATABASE } from "./browser-secret-storage.ts";
import { openDatabase, requested, committed } from "./indexed-db.ts";

const secret = new TextEncoder().encode("syt_the_access_token");
let factory: IDBFactory;

beforeEach(() => {
  factory = new IDBFactory();
});

async function rows(): Promise<{ name: IDBValidKey; row: unknown }[]> {
  const database = await openDatabase(factory, SECRET_DATABASE, ["keys", "sealed"]);
  const store = database.transaction("sealed").objectStore("sealed");
  const names = await requested(store.getAllKeys());
  const all: unknown[] = await requested(store.getAll());
  database.close();
  return names.map((name, index) => ({ name, row: all[index] }));
}

async function overwrite(name: string, row: unknown): Promise<void> {
  const database = await openDatabase(factory, SECRET_DATABASE, ["keys", "sealed"]);
  const transaction = database.transaction("sealed", "readwrite");
  transaction.objectStore("sealed").put(row, name);
  await committed(transaction);
  database.close();
}

describe("secrets in the browser", () => {
  test("a secret comes back after a restart", async () => {
    expect(await browserSecretStorage(factory, crypto).seal("session", secret)).toEqual({ ok: true, value: undefined });
    expect(await browserSecretStorage(factory, crypto).open("session")).toEqual({ ok: true, value: secret });
  });

  test("what was never sealed is null, not an error", async () => {
    expect(await browserSecretStorage(factory, crypto).open("session")).toEqual({ ok: true, value: null });
  });

  test("nothing readable lies in the database", async () => {
    await browserSecretStorage(factory, crypto).seal("session", secret);
    const [stored] = await rows();
    const bytes = new Uint8Array((stored?.row as { sealed: ArrayBuffer }).sealed);
    expect(new TextDecoder().decode(bytes)).not.toContain("syt_");
  });

  test("the key that seals cannot be exported", async () => {
    await browserSecretStorage(factory, crypto).seal("session", secret);
    const database = await openDatabase(factory, SECRET_DATABASE, ["keys", "sealed"]);
    const key: unknown = await requested(database.transaction("keys").objectStore("keys").get("wrapping-key"));
    database.close();
    expect(key).toBeInstanceOf(CryptoKey);
    await expect(crypto.subtle.exportKey("raw", key as CryptoKey)).rejects.toThrow();
  });

  test("a sealed secret moved under another name does not open", async () => {
    const storage = browserSecretStorage(factory, crypto);
    await storage.seal("session", secret);
    await storage.seal("recovery", new TextEncoder().encode("unproven"));
    const session = (await rows()).find((row) => row.name === "session");
    await overwrite("recovery", session?.row);
    expect(await storage.open("recovery")).toEqual({ ok: false, failure: { code: "damaged" } });
  });

  test("one changed bit, a made-up row or a plain text is refused", async () => {
    const storage = browserSecretStorage(factory, crypto);
    await storage.seal("session", secret);
    const stored = (await rows())[0]?.row as { iv: Uint8Array; sealed: ArrayBuffer };
    const flipped = new Uint8Array(stored.sealed.slice(0));
    flipped[0] = (flipped[0] ?? 0) ^ 1;
    for (const row of [{ iv: stored.iv, sealed: flipped.buffer }, { proven: true }, "proven", new Uint8Array(3)]) {
      await overwrite("session", row);
      expect(await storage.open("session")).toEqual({ ok: false, failure: { code: "damaged" } });
    }
  });

  test("two first secrets sealed at the same moment both come back", async () => {
    const storage = browserSecretStorage(factory, crypto);
    await Promise.all([storage.seal("session", secret), storage.seal("recovery", secret)]);
    expect(await Promise.all([storage.open("session"), storage.open("recovery")])).toEqual([{ ok: true, value: secret }, { ok: true, value: secret }]);
  });

  test("removing everything leaves no database", async () => {
    const storage = browserSecretStorage(factory, crypto);
    await storage.seal("session", secret);
    await storage.removeAll();
    expect(await factory.databases()).toEqual([]);
    expect(await storage.open("session")).toEqual({ ok: true, value: null });
  });

  test("a browser that keeps no database says that its keyring is locked", async () => {
    const broken = { open: () => { throw new DOMException("denied", "SecurityError"); } } as unknown as IDBFactory;
    expect(await browserSecretStorage(broken, crypto).open("session")).toEqual({ ok: false, failure: { code: "keyring_locked" } });
  });
});
