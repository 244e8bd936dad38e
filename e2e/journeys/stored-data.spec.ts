import { chromium, type Page } from "@playwright/test";
import { decodeRecoveryKey } from "matrix-js-sdk/lib/crypto-api/recovery-key.js";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClientWindow } from "../support/client-window.ts";
import { HiddenForms, type Secrets } from "../support/hidden-forms.ts";
import { expect, test } from "../support/journey.ts";
import { onlyRoomOf } from "../support/other-client.ts";
import { everythingStored, filesWith, keptBytes } from "../support/stored-data.ts";
import { storedKeys } from "../support/stored-keys.ts";

/** The crypto library notes in the clear whose devices it follows; that is all that it does. The threat model says so. */
const TRACKED = "chancery-crypto-ID::matrix-sdk-crypto/tracked_users: his user ID";

/** So long that one can see from outside whether it is kept, sealed as it is. */
const LENGTH = 10_000;

/** Keys without which the search would be of nothing: each is one among those that the opened stores hold. */
const EXPECTED_KEYS = [
  /^the access token$/, /^the key of the crypto store$/, /^the key of the local store$/,
  /^account\.pickle\.signing_key/, /^account\.pickle\.diffie_hellman_key/, /^account\.pickle\.one_time_keys\.private_keys/,
  /^private_identity\.keys\.master_key\.pickle/, /^private_identity\.keys\.self_signing_key\.pickle/, /^private_identity\.keys\.user_signing_key\.pickle/,
  /backup/, /^inbound_group_sessions.*ratchet/, /^outbound_group_sessions.*ratchet/, /^session\b/,
];

/** Puts a key into this page's storage as careless code would: the search must find it. */
function plant(page: Page, key: Buffer): Promise<void> {
  return page.evaluate(async (bytes) => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open("careless", 1);
      request.onupgradeneeded = () => void request.result.createObjectStore("keys");
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    await new Promise<void>((resolve) => {
      const transaction = database.transaction("keys", "readwrite", { durability: "strict" });
      transaction.objectStore("keys").put(bytes, "as numbers");
      transaction.oncomplete = () => resolve();
    });
    database.close();
    localStorage.setItem("careless", btoa(String.fromCharCode(...bytes)));
  }, [...key]);
}

test("after a day's work nothing lies on the disk in the clear but the user ID", async ({ agent, deployment, openClient }) => {
  test.setTimeout(180_000);
  const [ada, basile] = [await agent("Adelaide"), await agent("Bartholomew")];
  const folder = mkdtempSync(join(tmpdir(), "chancery-profile-"));
  const options = test.info().project.use.launchOptions;
  const context = await chromium.launchPersistentContext(folder, { ...options, locale: "fr-FR", timezoneId: "Europe/Paris" });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
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
    const keys = await storedKeys(page);
    const roomId = await onlyRoomOf(deployment, String(keys["the access token"]));

    // One message that does not get away, and a draft.
    await context.route(`${deployment.homeserver}/**`, (route) => route.abort());
    await hers.write("This one waits in the outbox.");
    await hers.expectMessage("This one waits in the outbox.");
    const field = page.getByRole("textbox", { name: /^Écrire à/ });
    await field.fill("A draft nobody shall see");

    const words: Secrets = {
      "her display name": "Adelaide",
      "his display name": "Bartholomew",
      "his user ID": basile.userId,
      "a message of hers": "Evacuation at six",
      "a message of his": "the buses are ordered",
      "a waiting message": "waits in the outbox",
      "a draft": "A draft nobody shall see",
      "the room ID": roomId.slice(1),
      "her password": ada.password,
      "a group of the recovery key, twice": recoveryKey.slice(0, 2).join(" "),
      "a group of the recovery key, run together": recoveryKey.slice(0, 2).join(""),
      "the recovery key": decodeRecoveryKey(recoveryKey.join("")),
    };
    const planted = randomBytes(32);
    const searched = new HiddenForms({ ...words, ...keys, planted });

    await test.step("what is looked for is there, sealed: it was got by opening the stores with their keys", async () => {
      for (const expected of EXPECTED_KEYS) expect(Object.keys(keys)).toContainEqual(expect.stringMatching(expected));
    });
    // A draft is stored a moment after it was typed, and when its conversation is left: it is there when one comes back.
    await test.step("Back and Forward lead where they say, though the address tells nobody", async () => {
      expect(page.url()).toMatch(/#\/place\/[\w-]+$/);
      await page.evaluate(() => void (location.hash = "#/"));
      await expect(field).toHaveCount(0);
      await page.goBack();
      await expect(field).toHaveValue("A draft nobody shall see");
      await page.goForward();
      await expect(field).toHaveCount(0);
      await page.goBack();
      await expect(field).toHaveValue("A draft nobody shall see");
    });
    await test.step("after a restart without a network all of it can be read", async () => {
      await page.reload();
      await hers.expectOpen();
      for (const text of ["Evacuation at six, prefecture of Lozère.", answer, "This one waits in the outbox."]) await hers.expectMessage(text);
      await expect(field).toHaveValue("A draft nobody shall see");
    });

    await test.step("what the page can read of its own storage tells nothing", async () => {
      const stored = await everythingStored(page);
      expect(stored.flatMap(({ place, content }) => searched.in(content).map((what) => `${place}: ${what}`))).toEqual([TRACKED]);
      expect(stored.map(({ place }) => place)).toEqual(expect.arrayContaining(["localStorage", "chancery-store-ID/records", "chancery-store-ID/cache", "chancery-secrets/sealed"]));
      expect(stored.find(({ place }) => place === "chancery-secrets/keys")?.content).toContain("CryptoKey, extractable: false");
      expect(await context.cookies()).toEqual([]);
    });
    await test.step("nor does any file of the profile, the browser's history included; a planted key is found", async () => {
      await plant(page, planted);
      const [local, careless] = (await everythingStored(page)).filter(({ content }) => searched.in(content).includes("planted")).map(({ place }) => place);
      expect([local, careless]).toEqual(["localStorage", "careless/keys"]);
      await context.close();
      const found = filesWith(folder, searched);
      // His user ID is the crypto library's, in the files of IndexedDB. (What is planted has to be found for the rest to mean anything.)
      expect(found.filter((file) => !/^Default\/(IndexedDB\/.*leveldb|Local Storage\/leveldb)\/[^:]*: (his user ID|planted|his user ID, planted)$/.test(file))).toEqual([]);
      for (const place of [/IndexedDB\/.*planted/, /Local Storage\/.*planted/]) expect(found).toContainEqual(expect.stringMatching(place));
    });
  } finally {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
