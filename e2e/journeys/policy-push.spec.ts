import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { RunningDeployment } from "../support/deployment.ts";
import { expectAccessible } from "../support/accessibility.ts";
import { offeredNow } from "../support/hostile-bundles.ts";
import { expect, test } from "../support/journey.ts";

const CHANCERY = resolve(import.meta.dirname, "../../provisioning/main.ts");

/** What an officer types in a terminal. */
function chancery(deployment: RunningDeployment, ...words: string[]): void {
  execFileSync(process.execPath, [CHANCERY, ...words, "--deployment", deployment.deployment], { stdio: "pipe" });
}

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
