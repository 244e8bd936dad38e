import type { Page } from "@playwright/test";
import type { RunningDeployment } from "../support/deployment.ts";
import { expect, test } from "../support/journey.ts";

/** The homeserver cannot be reached; the client itself still loads, as from a desktop's disk. */
async function cut(page: Page, deployment: RunningDeployment): Promise<void> {
  await page.route(`${deployment.homeserver}/**`, (route) => route.abort());
}

test("without a network the application opens, shows what was read, and takes a message that arrives once the network is back", async ({ deployment, twoPeople }) => {
  const { hers, his } = await twoPeople();
  await hers.write("Before the cut.");
  await his.expectMessage("Before the cut.");
  await his.write("And the answer.");
  await hers.expectMessage("And the answer.");

  await cut(hers.page, deployment);
  // What is shown is written a moment later: until then a restart may come too early.
  await expect(async () => {
    await hers.page.reload();
    await hers.expectOpen();
    await expect(hers.message("Before the cut.")).toBeVisible({ timeout: 3_000 });
    await expect(hers.message("And the answer.")).toBeVisible({ timeout: 3_000 });
  }).toPass();
  await expect(hers.row("Basile")).toBeVisible();

  await hers.write("Written without a network.");
  const waiting = hers.message("Written without a network.");
  await expect(waiting).toContainText("pas de connexion");
  await waiting.getByRole("button", { name: "Modifier" }).press("Enter");
  await hers.write("Written without a network, and corrected.");
  await expect(hers.message("Written without a network, and corrected.")).toContainText("pas de connexion");
  await hers.write("Taken back.");
  await hers.message("Taken back.").getByRole("button", { name: "Retirer" }).press("Enter");
  await expect(hers.message("Taken back.")).toHaveCount(0);

  // A crash before the network is back loses nothing.
  await hers.page.reload();
  await hers.expectOpen();
  await expect(hers.message("Written without a network, and corrected.")).toBeVisible();

  await hers.page.unroute(`${deployment.homeserver}/**`);
  await hers.page.evaluate(() => window.dispatchEvent(new Event("online")));
  await his.expectMessage("Written without a network, and corrected.");
  await expect(hers.messages.getByText(/^Written|^Taken/)).toHaveText(["Written without a network, and corrected."]);
  await expect(his.messages.getByText(/^Written|^Taken/)).toHaveText(["Written without a network, and corrected."]);
  await expect(hers.messages).not.toContainText("Non envoyé");

  // What is deleted is gone from the disk too, also for somebody who starts without a network.
  await his.redact("And the answer.");
  await expect(hers.message("And the answer.")).toHaveCount(0);
  await cut(hers.page, deployment);
  await expect(async () => {
    await hers.page.reload();
    await hers.expectOpen();
    await expect(hers.message("Written without a network, and corrected.")).toBeVisible({ timeout: 3_000 });
    await expect(hers.messages).not.toContainText("And the answer.");
  }).toPass();
});
