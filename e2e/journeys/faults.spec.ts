import { deliveryUnderFaults } from "../support/delivery-under-faults.ts";
import { startFaultProxy } from "../support/fault-proxy.ts";
import { ClientWindow } from "../support/client-window.ts";
import { expect, test } from "../support/journey.ts";
import { signedReader } from "../support/signed-reader.ts";

// The whole of it, 1,000 messages and 100 faults, is `npm run bench -- outbox`.
test("while requests, answers, the network, the page and the homeserver fail, each message arrives once and in order", async ({ browser, deployment }) => {
  test.setTimeout(240_000);
  const said: string[] = [];
  const report = await deliveryUnderFaults({ browser, deployment, say: (line) => said.push(line) }, { seed: 7, messages: 60, faults: 9, readers: 2 });
  expect({ ...report, faults: null, seconds: 0 }).toEqual({ written: 60, lost: [], doubled: [], outOfOrder: [], unreadable: 0, faults: null, seconds: 0 });
  // Each kind once: a run in which nothing went wrong would prove nothing.
  expect(Object.keys(report.faults).sort()).toEqual(["bad_gateway", "half_answer", "lost_answer", "lost_request", "network_cut", "page_killed", "page_reloaded", "rate_limited", "server_killed"]);
});

test("what the homeserver refuses is visibly not sent, can be shortened or tried again, and what comes after it arrives", async ({ agent, browser, deployment }) => {
  const [ada, basile] = [await agent("Ada"), await agent("Basile")];
  const proxy = await startFaultProxy(new URL(deployment.homeserver).origin);
  const context = await browser.newContext({ locale: "fr-FR", timezoneId: "Europe/Paris", proxy: { server: proxy.address, bypass: "<-loopback>" } });
  const reader = await signedReader(deployment, basile);
  try {
    const page = await context.newPage();
    await page.goto(deployment.client);
    const hers = new ClientWindow(page);
    await hers.enterFirstTime(ada);
    await hers.startDirect(basile);
    const roomId = await reader.acceptInvitation();

    proxy.spoil("too_large");
    await hers.write("Far too long a message.");
    await expect(hers.message("Far too long a message.")).toContainText("Non envoyé : c’est trop long.");
    proxy.spoil("forbidden");
    await hers.write("A forbidden message.");
    await expect(hers.message("A forbidden message.")).toContainText("Non envoyé : vous n’en avez pas le droit");
    await hers.write("The next message.");
    await expect.poll(() => reader.read(roomId, ada.userId)).toEqual(["The next message."]);

    // Both are still there after a restart, still unsent.
    await page.reload();
    await expect(hers.message("A forbidden message.")).toContainText("Non envoyé");
    await hers.message("Far too long a message.").getByRole("button", { name: "Modifier" }).press("Enter");
    await hers.write("A short one.");
    await expect.poll(() => reader.read(roomId, ada.userId)).toEqual(["The next message.", "A short one."]);
    await hers.message("A forbidden message.").getByRole("button", { name: "Réessayer" }).press("Enter");
    await expect.poll(() => reader.read(roomId, ada.userId)).toEqual(["The next message.", "A short one.", "A forbidden message."]);
    await expect(hers.messages).not.toContainText("Non envoyé");
  } finally {
    reader.stop();
    await context.close();
    await proxy.close();
  }
});
