import { chromium } from "@playwright/test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClientWindow } from "../support/client-window.ts";
import { expect, test } from "../support/journey.ts";
import { everythingStored, filesWith, keptBytes, secretsIn } from "../support/stored-data.ts";

/**
 * What the browser notes by itself of every page: its address and its title. A desktop application has no such files; the browser
 * client has, and the threat model says so.
 */
const NOTES_OF_THE_BROWSER = /^Default\/(History|Favicons|Top Sites|Sessions\/|Shortcuts|Network Action Predictor|Visited Links|Preferences|Network\/)|^segmentation_platform\/ukm_db/;

/** The crypto library notes in the clear whose devices it follows; that is all that it does. The threat model says so. */
const TRACKED = "chancery-crypto-ID::matrix-sdk-crypto/tracked_users: his user ID";

/** So long that one can see from outside whether it is kept, sealed as it is. */
const LENGTH = 10_000;

test("after a day's work nothing lies on the disk in the clear but the user ID", async ({ agent, deployment, openClient }) => {
  test.setTimeout(180_000);
  const [ada, basile] = [await agent("Adelaide"), await agent("Bartholomew")];
  const folder = mkdtempSync(join(tmpdir(), "chancery-profile-"));
  const options = test.info().project.use.launchOptions;
  const context = await chromium.launchPersistentContext(folder, { ...options, locale: "fr-FR", timezoneId: "Europe/Paris" });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    let token = "";
    page.on("request", (request) => (token = request.headers()["authorization"]?.replace("Bearer ", "") ?? token));
    await page.goto(deployment.client);
    const hers = new ClientWindow(page);
    const his = await openClient();
    const [recoveryKey] = await Promise.all([hers.enterFirstTime(ada), his.enterFirstTime(basile)]);
    await hers.startDirect(basile);
    await his.acceptInvitation("Adelaide");
    await hers.write("Evacuation at six, prefecture of Lozère.");
    await his.expectMessage("Evacuation at six, prefecture of Lozère.");
    const answer = `Understood, the buses are ordered.${" Yes!".repeat(LENGTH / 5)}`;
    await his.write(answer);
    await hers.expectMessage(answer);
    await expect.poll(() => keptBytes(page)).toBeGreaterThan(LENGTH);

    // One message that does not get away, and a draft.
    await context.route(`${deployment.homeserver}/**`, (route) => route.abort());
    await hers.write("This one waits in the outbox.");
    await hers.expectMessage("This one waits in the outbox.");
    await page.getByRole("textbox", { name: /^Écrire à/ }).fill("A draft nobody shall see");
    const roomId = decodeURIComponent(new URL(page.url()).hash.replace("#/room/", ""));
    expect(roomId).toMatch(/^!/);
    expect(token.length).toBeGreaterThan(20);

    const secrets = {
      "her display name": "Adelaide",
      "his display name": "Bartholomew",
      "his user ID": basile.userId,
      "a message of hers": "Evacuation at six",
      "a message of his": "the buses are ordered",
      "a waiting message": "waits in the outbox",
      "a draft": "A draft nobody shall see",
      "the room ID": roomId.slice(1),
      "her access token": token,
      "her password": ada.password,
      "a group of the recovery key, twice": recoveryKey.slice(0, 2).join(" "),
      "a group of the recovery key, run together": recoveryKey.slice(0, 2).join(""),
    };
    // A draft is stored a moment after it was typed, and when its conversation is left: it is there when one comes back.
    const field = page.getByRole("textbox", { name: /^Écrire à/ });
    await page.evaluate(() => void (location.hash = "#/"));
    await expect(field).toHaveCount(0);
    await page.goBack();
    await expect(field).toHaveValue("A draft nobody shall see");

    // All of it is there, sealed: after a restart without a network it can be read.
    await page.reload();
    await hers.expectOpen();
    for (const text of ["Evacuation at six, prefecture of Lozère.", answer, "This one waits in the outbox."]) await hers.expectMessage(text);
    await expect(field).toHaveValue("A draft nobody shall see");

    const stored = await everythingStored(page);
    expect(stored.flatMap(({ place, content }) => secretsIn(content, secrets).map((what) => `${place}: ${what}`))).toEqual([TRACKED]);
    expect(stored.map(({ place }) => place)).toEqual(expect.arrayContaining(["localStorage", "chancery-store-ID/records", "chancery-store-ID/cache", "chancery-secrets/sealed"]));
    expect(await context.cookies()).toEqual([]);
    // What looks for secrets finds what is there: the user ID may be.
    expect(secretsIn(JSON.stringify([roomId, "Adelaide"]), secrets)).toEqual(["her display name", "the room ID"]);
    await context.close();
    const { "his user ID": tracked, ...nowhere } = secrets;
    const inClear = filesWith(folder, nowhere);
    expect(inClear.filter((file) => !NOTES_OF_THE_BROWSER.test(file))).toEqual([]);
    // In no file but those of IndexedDB, and there it is the crypto library's.
    expect(filesWith(folder, { tracked }).filter((file) => !/\/IndexedDB\/.*leveldb\//.test(file))).toEqual([]);
  } finally {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
