import { expectAccessible } from "../support/accessibility.ts";
import { POLICY_ENDPOINT } from "#policies/model/wire-names.ts";
import { ATTACKS, offeredNow } from "../support/hostile-bundles.ts";
import { expect, test } from "../support/journey.ts";
import { askHomeserver, tokenOf } from "../support/other-client.ts";

test("a hostile bundle is refused by the client, and the good one stays in force", async ({ agent, deployment, openClient }) => {
  const account = await agent("Ada");
  const client = await openClient();
  await client.enterFirstTime(account);
  const offered = await offeredNow(deployment);
  for (const attack of ATTACKS) {
    await test.step(attack.name, async () => {
      const hostile = await attack.make(deployment, offered);
      await client.page.route(`**${POLICY_ENDPOINT}`, (route) => route.fulfill({ json: { ...offered.answer, bundles: { national: hostile } }, headers: { "access-control-allow-origin": "*" } }));
      await client.page.reload();
      await client.expectOpen();
      await client.openRules();
      await expect(client.page.getByText(`n° ${offered.payload.version}`, { exact: true })).toBeVisible();
      await expect(client.page.getByRole("region", { name: "Règles proposées et refusées" }).getByRole("listitem").first()).toContainText(attack.reason);
      await client.page.unroute(`**${POLICY_ENDPOINT}`);
    });
  }
  await expect(client.page.getByRole("region", { name: "Règles proposées et refusées" })).toMatchAriaSnapshot({ name: "rejected.aria.yml" });
  await expectAccessible(client.page);
});

test("a client that never had a verified bundle opens nothing", async ({ deployment, openClient }) => {
  const offered = await offeredNow(deployment);
  const forged = ATTACKS[0];
  if (forged === undefined) throw new Error("there is an attack");
  const hostile = await forged.make(deployment, offered);
  const client = await openClient((page) =>
    page.route(`**${POLICY_ENDPOINT}`, (route) => route.fulfill({ json: { ...offered.answer, bundles: { national: hostile } }, headers: { "access-control-allow-origin": "*" } })),
  );
  await expect(client.heading("Les règles de la messagerie ne sont pas encore là")).toBeVisible();
  await expect(client.page.getByRole("main")).toMatchAriaSnapshot({ name: "no-policy.aria.yml" });
  await expectAccessible(client.page);
  await client.page.unroute(`**${POLICY_ENDPOINT}`);
  // It tries again by itself.
  await expect(client.heading("Ouvrir la messagerie")).toBeVisible({ timeout: 60_000 });
});

test("the homeserver refuses the same bundles when they are published", async ({ deployment }) => {
  const offered = await offeredNow(deployment);
  const service = deployment.accounts.find(({ role }) => role === "service");
  if (service === undefined) throw new Error("the deployment has a service account");
  const token = await tokenOf(deployment, service);
  const room = encodeURIComponent(offered.answer.governance_room_id ?? "");
  for (const attack of ATTACKS) {
    await test.step(attack.name, async () => {
      const hostile = await attack.make(deployment, offered);
      const answer = await askHomeserver(deployment, token, "PUT", `/_matrix/client/v3/rooms/${room}/state/org.chancery.policy.bundle/national`, hostile.envelope);
      expect(answer.status).toBe(403);
      expect(answer.body).toMatchObject({ "org.chancery.refusal": { rule_id: "F-08" }, "org.chancery.policy.rejected": attack.code });
      expect((await offeredNow(deployment)).payload.version).toBe(offered.payload.version);
    });
  }
});
