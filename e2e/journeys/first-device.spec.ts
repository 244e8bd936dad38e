import { expectAccessible } from "../support/accessibility.ts";
import { expect, test } from "../support/journey.ts";

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

  const syncs: string[] = [];
  client.page.on("request", (request) => {
    if (request.url().includes("/sync?")) syncs.push(request.url());
  });
  for (const address of ["#/", "#/rooms", "#/room/!anything", "#/conversations", "#/rules"]) {
    await client.page.goto(new URL(address, deployment.client).href);
    await client.page.reload();
    await expect(client.heading("Votre premier appareil")).toBeVisible();
    await expect(client.page.getByRole("navigation", { name: "Vos conversations" })).toHaveCount(0);
  }
  await client.page.evaluate(() => {
    for (const key of ["ready", "gate", "securityState", "chancery.ready", "recoveryKeyProven"]) {
      localStorage.setItem(key, "true");
      sessionStorage.setItem(key, "true");
    }
  });
  await client.page.reload();
  await expect(client.heading("Votre premier appareil")).toBeVisible();
});

test("a key that was shown but not proven is asked for again after a reload", async ({ agent, openClient }) => {
  const account = await agent("interrompu");
  const client = await openClient();
  await client.signIn(account);
  const groups = await client.makeRecoveryKey();
  await client.page.reload();
  await expect(client.heading("Gardez votre clé de récupération")).toBeVisible();
  await client.proveRecoveryKey(groups);
  await client.expectOpen();
});
