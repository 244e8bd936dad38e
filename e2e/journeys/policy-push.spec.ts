import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chancery } from "../support/chancery.ts";
import { expectAccessible } from "../support/accessibility.ts";
import { offeredNow } from "../support/hostile-bundles.ts";
import { expect, test } from "../support/journey.ts";
import { Operator } from "../support/operator.ts";
import { askHomeserver, tokenOf } from "../support/other-client.ts";

test("one officer refuses a person in an emergency: the homeserver refuses her at once, and nobody else", async ({ agent, deployment }) => {
  const [ada, basile] = [await agent("Ada"), await agent("Basile")];
  const operator = new Operator(deployment);
  const roomId = await operator.room("interministerial", "Cellule", basile.userId, []);
  await operator.invite(basile.userId, roomId, ada.userId);
  const hers = await tokenOf(deployment, ada);
  const join = () => askHomeserver(deployment, hers, "POST", `/_matrix/client/v3/join/${encodeURIComponent(roomId)}`, {});

  chancery(deployment, "policy", "revoke", "--officer", "bruno.petit", "--action", "join", "invite", "--user", ada.userId, "--hours", "1");
  chancery(deployment, "policy", "publish");
  const version = (await offeredNow(deployment)).payload.version;
  expect(await join()).toMatchObject({
    status: 403,
    body: { errcode: "M_FORBIDDEN", "org.chancery.refusal": { rule_id: "E-0001", action: "join", layer: "national", policy_version: version } },
  });
  // The other rule keeps others from bringing her in elsewhere; everybody else goes on as before.
  await expect(operator.room("interministerial", "Autre", basile.userId, [ada.userId])).rejects.toThrow(/403.*E-0002/);
  await operator.room("interministerial", "Autre", basile.userId, [(await agent("Chloe")).userId]);
  // Lifting it takes two officers.
  chancery(deployment, "policy", "revoke", "--officer", "bruno.petit", "anne.morel", "--withdraw");
  chancery(deployment, "policy", "publish");
  expect((await join()).status).toBe(200);
});

test("officers sign and publish a change; an open client has it without a reload, and the homeserver enforces it", async ({ agent, deployment, openClient }) => {
  const client = await openClient();
  await client.enterFirstTime(await agent("Ada"));
  await client.openRules();
  const before = (await offeredNow(deployment)).payload.version;
  await expect(client.page.getByText(`n° ${before}`, { exact: true })).toBeVisible();

  const document = join(deployment.deployment, "policy", "documents", "policy.yaml");
  const text = readFileSync(document, "utf8");
  const changed = text.replace("Externes dans les salons interministériels, en:", "Externes dans les salons entre ministères, en:");
  expect(changed).not.toBe(text);
  writeFileSync(document, changed);
  chancery(deployment, "policy", "check");
  chancery(deployment, "policy", "sign", "--officer", "anne.morel");
  chancery(deployment, "policy", "sign", "--officer", "claire.roux");
  chancery(deployment, "policy", "publish");

  await expect(client.page.getByText(`n° ${before + 1}`, { exact: true })).toBeVisible();
  await expect(client.page.getByText("Externes dans les salons entre ministères").first()).toBeAttached();
  expect((await offeredNow(deployment)).payload.version).toBe(before + 1);
  await expect(client.page.getByRole("row", { name: /R-0200/ })).toMatchAriaSnapshot({ name: "rules.aria.yml" });
  await expectAccessible(client.page);
});

test("a change of the root names a policy host, whose word on what is current the homeserver takes and hands on", async ({ deployment }) => {
  const key = join(mkdtempSync(join(tmpdir(), "chancery-host-")), "key");
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key]);
  const { root, payload } = await offeredNow(deployment).then((offered) => ({ root: offered.answer.roots.length, payload: offered.payload }));
  chancery(deployment, "officers", "change", "--host", `poste-1=${key}.pub`, "--officer", "anne.morel", "bruno.petit");
  chancery(deployment, "policy", "pulse", "--host", "poste-1", "--key", key);
  chancery(deployment, "policy", "publish");
  const { answer } = await offeredNow(deployment);
  expect(answer.roots.length).toBe(root + 1);
  expect(JSON.parse(Buffer.from(answer.pulse?.payload ?? "", "base64").toString("utf8"))).toMatchObject({ type: "pulse", root: { version: root + 1 }, layers: { national: { bundle: { version: payload.version }, overlay: null } } });
});
