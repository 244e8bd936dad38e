import { expectAccessible } from "../support/accessibility.ts";
import { expect, test } from "../support/journey.ts";
import { activate } from "../support/keyboard.ts";
import { askHomeserver } from "../support/other-client.ts";
import { administratorToken } from "../support/people.ts";

/** Whichever way of syncing is in use. */
const SYNC = /\/_matrix\/client\/[^?]*\/sync\?/;

test("a reload comes back without a password, and a second tab says that another window has it", async ({ agent, openClient }) => {
  const account = await agent("Ada");
  const client = await openClient();
  await client.enterFirstTime(account);
  await client.page.reload();
  await client.expectOpen();

  const second = await client.page.context().newPage();
  await second.goto(client.page.url());
  await expect(second.getByRole("heading", { name: "La messagerie est ouverte dans une autre fenêtre" })).toBeVisible();
  await expect(second.getByRole("main")).toMatchAriaSnapshot({ name: "other-window.aria.yml" });
  await expectAccessible(second);
  await activate(second, second.getByRole("button", { name: "Continuer ici" }));
  await expect(second.getByRole("navigation", { name: "Vos conversations" })).toBeVisible();
  await expect(client.heading("La messagerie est ouverte dans une autre fenêtre")).toBeVisible();
});

test("signing out says what is lost and leaves nothing behind", async ({ agent, deployment, openClient }) => {
  const account = await agent("Ada");
  const client = await openClient();
  await client.enterFirstTime(account);
  await client.choose(/^Compte de/, "Se déconnecter");
  await expect(client.page.getByText(/C’est votre seul appareil vérifié/)).toBeVisible();
  await expect(client.page.getByRole("dialog")).toMatchAriaSnapshot({ name: "sign-out.aria.yml" });
  await expectAccessible(client.page);
  await client.press("Se déconnecter et perdre cela");
  await expect(client.heading("Ouvrir la messagerie")).toBeVisible();
  const left = await client.page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name),
    sealed: await new Promise((resolve) => {
      const request = indexedDB.open("chancery-secrets");
      request.onsuccess = () => {
        const names = request.result.transaction("sealed").objectStore("sealed").getAllKeys();
        names.onsuccess = () => resolve(names.result);
      };
    }),
    session: Object.keys(sessionStorage),
    local: Object.keys(localStorage),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }));
  // The signed rules stay, sealed: they are public, and forgetting them would let older ones come back.
  expect(left.databases).toEqual(["chancery-secrets"]);
  expect(left.sealed).toEqual(["policy"]);
  expect(left.session).toEqual([]);
  // The language of the window is nobody's.
  expect(left.local).toEqual(["chancery.language"]);
  expect(left.caches).toEqual([]);
  expect(left.workers).toBe(0);
  expect(await client.page.context().cookies()).toEqual([]);
  expect(client.page.url()).toBe(`${new URL(client.page.url()).origin}/#/`);
  const devices = await askHomeserver(deployment, await administratorToken(deployment), "GET", `/_synapse/admin/v2/users/${encodeURIComponent(account.userId)}/devices`);
  expect(devices.body, "the homeserver has forgotten the device").toMatchObject({ total: 0 });
});

test("a device removed by the administration gets its own screen", async ({ agent, deployment, openClient }) => {
  const account = await agent("Ada");
  const client = await openClient();
  await client.enterFirstTime(account);
  const devices = await askHomeserver(deployment, await administratorToken(deployment), "GET", `/_synapse/admin/v2/users/${encodeURIComponent(account.userId)}/devices`);
  const ids: string[] = (devices.body as { devices: { device_id: string }[] }).devices.map(({ device_id }) => device_id); // Synapse's admin API
  await askHomeserver(deployment, await administratorToken(deployment), "POST", `/_synapse/admin/v2/users/${encodeURIComponent(account.userId)}/delete_devices`, { devices: ids });
  await expect(client.heading("Cet appareil n’a plus accès à la messagerie")).toBeVisible();
  await expect(client.page.getByRole("navigation", { name: "Vos conversations" })).toHaveCount(0);
  await expect(client.page.getByRole("main")).toMatchAriaSnapshot({ name: "ended.aria.yml" });
  await expectAccessible(client.page);
});

test("a soft end of the session asks for the password and brings everything back", async ({ agent, deployment, openClient }) => {
  const account = await agent("Ada");
  const client = await openClient();
  await client.enterFirstTime(account);
  await client.createRoom("Carnet", /Interministériel/);
  await client.write("Écrit avant.");
  await client.expectMessage("Écrit avant.");
  // The homeserver's answer to an access token that expired (Client-Server API, "Soft logout").
  await client.page.route(SYNC, (route) =>
    route.fulfill({ status: 401, json: { errcode: "M_UNKNOWN_TOKEN", error: "expired", soft_logout: true }, headers: { "access-control-allow-origin": "*" } }),
  );
  await client.page.reload();
  await expect(client.heading("Entrez de nouveau votre mot de passe")).toBeVisible();
  await client.page.unroute(SYNC);
  await expect(client.page.getByRole("main")).toMatchAriaSnapshot({ name: "password-again.aria.yml" });
  await expectAccessible(client.page);
  await client.typePasswordAgain(account);
  await client.expectOpen();
  await client.openRoom("Carnet");
  await client.expectMessage("Écrit avant.");
  const devices = await askHomeserver(deployment, await administratorToken(deployment), "GET", `/_synapse/admin/v2/users/${encodeURIComponent(account.userId)}/devices`);
  expect(devices.body, "on the same device").toMatchObject({ total: 1 });
});
