import { expectAccessible } from "../support/accessibility.ts";
import { expect, test } from "../support/journey.ts";
import { askHomeserver, tokenOf } from "../support/other-client.ts";

test("a first device goes from nothing to a proven recovery key", async ({ agent, openClient }) => {
  const account = await agent("premier");
  const client = await openClient();
  await expectAccessible(client.page);
  await client.signIn(account);

  const groups = await client.makeRecoveryKey();
  expect(groups.every((group) => /^[1-9A-HJ-NP-Za-km-z]{4}$/.test(group))).toBe(true);
  await expect(client.page.getByRole("main")).toMatchAriaSnapshot({ name: "recovery-key.aria.yml" });
  await expectAccessible(client.page);

  await test.step("two wrong groups do not open anything", async () => {
    await client.press("Je l’ai gardée, continuer");
    const fields = client.page.getByLabel(/^Groupe \d+ sur \d+/);
    await expect(fields).toHaveCount(2);
    for (const field of await fields.all()) {
      await client.tabTo(field);
      await client.page.keyboard.insertText("zzzz");
    }
    await client.page.keyboard.press("Enter");
    await expect(client.page.getByText("Au moins un des deux groupes est différent de votre clé.")).toBeVisible();
    await expectAccessible(client.page);
    await client.press("Revoir la clé");
  });

  await client.proveRecoveryKey(groups);
  await client.expectOpen();
  await expectAccessible(client.page);
});

test("the gate stays shut whatever the address or the browser's storage says", async ({ agent, deployment, openClient }) => {
  const account = await agent("passe");
  const client = await openClient();
  await client.signIn(account);
  await expect(client.heading("Votre premier appareil")).toBeVisible();
  await expect(client.page.getByRole("main")).toMatchAriaSnapshot({ name: "first-device.aria.yml" });
  await expectAccessible(client.page);
  for (const address of ["#/", "#/rooms", "#/room/!anything", "#/conversations", "#/rules"]) {
    await client.page.goto(new URL(address, deployment.client).href);
    await client.page.reload();
    await expect(client.heading("Votre premier appareil")).toBeVisible();
    await expect(client.page.getByRole("navigation", { name: "Vos conversations" })).toHaveCount(0);
  }
  await test.step("the browser's storage", async () => {
    await client.page.evaluate(async () => {
      for (const key of ["ready", "gate", "securityState", "chancery.ready", "recoveryKeyProven"]) {
        localStorage.setItem(key, "true");
        sessionStorage.setItem(key, "true");
      }
      // A record that the key was proven, in every place where records are; unsealed, since nobody outside has the key.
      const proven = { kind: "proven", userId: "anybody", secretStorageKeyId: "anything", at: "ready" };
      for (const { name } of await indexedDB.databases()) {
        const database = await new Promise<IDBDatabase>((opened, failed) => {
          const request = indexedDB.open(name ?? "");
          request.onsuccess = () => opened(request.result);
          request.onerror = () => failed(request.error);
        });
        for (const store of database.objectStoreNames) {
          const { keyPath } = database.transaction(store).objectStore(store);
          if (keyPath === null && !name?.startsWith("chancery-crypto")) database.transaction(store, "readwrite").objectStore(store).put(proven, "recovery");
        }
        database.close();
      }
    });
    await client.page.reload();
    await expect(client.heading("Votre premier appareil")).toBeVisible();
  });
  await test.step("the account's own data on the homeserver", async () => {
    const token = await tokenOf(deployment, account);
    for (const type of ["org.chancery.ready", "org.chancery.recovery", "org.chancery.gate"]) {
      const path = `/_matrix/client/v3/user/${encodeURIComponent(account.userId)}/account_data/${type}`;
      expect((await askHomeserver(deployment, token, "PUT", path, { ready: true, kind: "proven", userId: account.userId, secretStorageKeyId: "anything" })).status).toBe(200);
    }
    await client.page.reload();
    await expect(client.heading("Votre premier appareil")).toBeVisible();
    await expect(client.page.getByRole("navigation", { name: "Vos conversations" })).toHaveCount(0);
  });
});

test("before the gate opens the homeserver is asked for no room, although there are some", async ({ agent, deployment, openClient }) => {
  const account = await agent("curieux");
  const token = await tokenOf(deployment, account);
  expect((await askHomeserver(deployment, token, "POST", `/_matrix/client/v3/join/${encodeURIComponent(`#presse:${deployment.serverName}`)}`, {})).status).toBe(200);

  const asked: { readonly url: URL; readonly body: unknown }[] = [];
  const roomRequests: string[] = [];
  const client = await openClient(async (page) => {
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.pathname.endsWith("/sync")) asked.push({ url, body: request.postDataJSON() });
      if (url.pathname.includes("/rooms/") || url.pathname.includes("/join")) roomRequests.push(url.pathname);
    });
  });
  await client.signIn(account);
  const groups = await client.makeRecoveryKey();
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  for (const { url, body } of asked) {
    // Both ways of syncing: a sliding request says in its body what it wants, version 2 in a filter.
    if (body !== null) {
      expect(body).toHaveProperty("lists", {});
      expect(body).not.toHaveProperty("room_subscriptions");
      continue;
    }
    const filter = url.searchParams.get("filter") ?? "none";
    const path = `/_matrix/client/v3/user/${encodeURIComponent(account.userId)}/filter/${filter}`;
    const definition: unknown = filter.startsWith("{") ? JSON.parse(filter) : (await askHomeserver(deployment, token, "GET", path)).body;
    expect(definition).toMatchObject({ room: { rooms: [] } });
  }
  expect(roomRequests).toEqual([]);
  await client.proveRecoveryKey(groups);
  await client.expectOpen();
  await expect(client.row("Presse"), "the same account, once the gate is open").toBeVisible();
  await expect(client.row("Presse")).toMatchAriaSnapshot({ name: "row.aria.yml" });
  await expectAccessible(client.page);
});

test("a key that was shown but not proven is asked for again after a reload", async ({ agent, openClient }) => {
  const account = await agent("interrompu");
  const client = await openClient();
  await client.signIn(account);
  const groups = await client.makeRecoveryKey();
  await client.page.reload();
  await expect(client.heading("Gardez votre clé de récupération")).toBeVisible();
  await expect(client.page.getByRole("main")).toMatchAriaSnapshot({ name: "recovery-key.aria.yml" });
  await expectAccessible(client.page);
  await client.proveRecoveryKey(groups);
  await client.expectOpen();
});
