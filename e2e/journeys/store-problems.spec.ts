import type { Page } from "@playwright/test";
import { expectAccessible } from "../support/accessibility.ts";
import { expect, test } from "../support/journey.ts";

/** Names of the session's databases whose name begins so. */
const databases = (page: Page, prefix: string): Promise<string[]> =>
  page.evaluate(async (start) => (await indexedDB.databases()).map(({ name }) => name ?? "").filter((name) => name.startsWith(start)), prefix);

/** Deletes databases, as somebody who clears the browser's data does. */
const deleteDatabases = (page: Page, names: readonly string[]): Promise<void> =>
  page.evaluate(async (doomed) => {
    for (const name of doomed) {
      await new Promise<void>((resolve) => {
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = request.onerror = () => resolve();
      });
    }
  }, names);

/** Brings a database to a version that no release knows. */
const fromTheFuture = (page: Page, name: string): Promise<void> =>
  page.evaluate(
    (database) =>
      new Promise<void>((resolve) => {
        const request = indexedDB.open(database, 99);
        request.onsuccess = () => {
          request.result.close();
          resolve();
        };
      }),
    name,
  );

test("a store of a newer version, one that was deleted, deleted keys and a locked safe each have a way out, and none wipes keys", async ({ agent, deployment, openClient }) => {
  test.setTimeout(180_000);
  const account = await agent("Ada");
  const client = await openClient();
  const { page } = client;
  const recoveryKey = await client.enterFirstTime(account);
  const [store] = await databases(page, "chancery-store-");
  const keys = await databases(page, "chancery-crypto-");
  if (store === undefined) throw new Error("a session has a store");
  expect(keys.length).toBeGreaterThan(0);
  const elsewhere = new URL("deployment.json", deployment.client).href;
  const leave = async (): Promise<void> => void (await page.goto(elsewhere));
  const back = async (): Promise<void> => void (await page.goto(deployment.client));

  await test.step("a version from the future", async () => {
    await leave();
    await fromTheFuture(page, store);
    await back();
    await expect(client.heading("Ces données sont d’une version plus récente")).toBeVisible();
    await expectAccessible(page);
    expect(await databases(page, "chancery-crypto-")).toEqual(keys);
    expect(await databases(page, "chancery-store-")).toEqual([store]);
  });

  await test.step("a store that somebody deleted", async () => {
    await leave();
    await deleteDatabases(page, [store]);
    await back();
    await expect(client.heading("Les données de cet ordinateur ont été effacées")).toBeVisible();
    await expectAccessible(page);
    // Looking does not make an empty one, which would hide it from the next start.
    expect(await databases(page, "chancery-store-")).toEqual([]);
    await page.reload();
    await client.press("Continuer");
    await client.tryRecoveryKey(recoveryKey);
    await client.expectOpen();
    expect(await databases(page, "chancery-crypto-")).toEqual(keys);
  });

  await test.step("keys that somebody deleted", async () => {
    await leave();
    await deleteDatabases(page, keys);
    await back();
    await expect(client.heading("Les clés de cet appareil ont été effacées")).toBeVisible();
    await expectAccessible(page);
    // They are missed before new ones are made under the old name.
    expect(await databases(page, "chancery-crypto-")).toEqual([]);
    await client.press("Se connecter de nouveau");
    await client.press("Quitter ce compte");
    await client.signIn(account);
    await client.tryRecoveryKey(recoveryKey);
    await client.expectOpen();
  });

  await test.step("a safe that does not open", async () => {
    const newKeys = await databases(page, "chancery-crypto-");
    expect(newKeys).toHaveLength(keys.length);
    await leave();
    await fromTheFuture(page, "chancery-secrets");
    await back();
    await expect(client.heading("Le coffre de mots de passe de cet ordinateur est fermé")).toBeVisible();
    await expectAccessible(page);
    expect(await databases(page, "chancery-crypto-")).toEqual(newKeys);
  });
});

test("a damaged message is told of once, and what is whole still leaves", async ({ deployment, twoPeople }) => {
  const { hers, his } = await twoPeople();
  await hers.write("Read before.");
  await his.expectMessage("Read before.");
  await hers.page.route(`${deployment.homeserver}/**`, (route) => route.abort());
  const records = (): Promise<string[]> =>
    hers.page.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          void indexedDB.databases().then((found) => {
            const request = indexedDB.open(found.find(({ name }) => name?.startsWith("chancery-store-"))?.name ?? "");
            request.onsuccess = () => {
              const names = request.result.transaction("records").objectStore("records").getAllKeys();
              names.onsuccess = () => {
                request.result.close();
                resolve(names.result.map(String));
              };
            };
          });
        }),
    );
  const before = await records();
  await hers.write("This one will be damaged.");
  await hers.expectMessage("This one will be damaged.");
  const written = (await records()).filter((name) => !before.includes(name));
  expect(written).toHaveLength(1);
  await hers.write("This one stays whole.");
  await hers.expectMessage("This one stays whole.");
  await hers.page.evaluate(
    (damaged) =>
      new Promise<void>((resolve) => {
        void indexedDB.databases().then((found) => {
          const request = indexedDB.open(found.find(({ name }) => name?.startsWith("chancery-store-"))?.name ?? "");
          request.onsuccess = () => {
            const transaction = request.result.transaction("records", "readwrite");
            const row = transaction.objectStore("records").get(damaged);
            row.onsuccess = () => void transaction.objectStore("records").put({ ...row.result, sealed: row.result.sealed.map((byte: number) => byte ^ 1) });
            transaction.oncomplete = () => {
              request.result.close();
              resolve();
            };
          };
        });
      }),
    written[0] ?? "",
  );
  await hers.page.unroute(`${deployment.homeserver}/**`);
  await hers.page.reload();
  const notice = hers.page.getByText(/1 message qui n’était pas encore parti est abîmé/);
  await expect(notice).toBeVisible();
  await expectAccessible(hers.page);
  await his.expectMessage("This one stays whole.");
  await hers.press("J’ai compris");
  await expect(notice).toHaveCount(0);
  await hers.page.reload();
  await hers.expectOpen();
  await expect(notice).toHaveCount(0);
  await expect(his.messages.getByText(/^This one/)).toHaveText(["This one stays whole."]);
});
