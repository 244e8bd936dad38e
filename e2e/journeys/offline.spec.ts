import type { Page } from "@playwright/test";
import type { RunningDeployment } from "../support/deployment.ts";
import { expect, test } from "../support/journey.ts";
import { keptBytes } from "../support/stored-data.ts";

/** So long that one can see from outside whether it is kept, sealed as it is. */
const LENGTH = 10_000;

/** The homeserver cannot be reached; the client itself still loads, as from a desktop's disk. */
async function cut(page: Page, deployment: RunningDeployment): Promise<void> {
  await page.route(`${deployment.homeserver}/**`, (route) => route.abort());
}

test("without a network the application opens, shows what was read, and takes a message that arrives once the network is back", async ({ deployment, twoPeople }) => {
  const { hers, his } = await twoPeople();
  await hers.write("Before the cut.");
  await his.expectMessage("Before the cut.");
  const answer = `And the answer.${" Yes!".repeat(LENGTH / 5)}`;
  await his.write(answer);
  await hers.expectMessage(answer);
  await expect.poll(() => keptBytes(hers.page)).toBeGreaterThan(LENGTH);

  await cut(hers.page, deployment);
  await hers.page.reload();
  await hers.expectOpen();
  await hers.expectMessage("Before the cut.");
  await hers.expectMessage(answer);
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
});
