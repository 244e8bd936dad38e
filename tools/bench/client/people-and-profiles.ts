/** Signs the seeded person in: once with the client, once with the bare SDK, each in a browser profile that samples copy. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { ClientWindow } from "../../../e2e/support/client-window.ts";
import type { RunningDeployment } from "../../../e2e/support/deployment.ts";
import { askHomeserver } from "../../../e2e/support/other-client.ts";
import { copyProfile, openBrowser, untilKnown } from "./browser.ts";
import type { FloorSession } from "./floor/floor.ts";
import { inTime } from "./in-time.ts";
import { openRoomByClick } from "./rooms.ts";
import type { Seed } from "./seed.ts";

/** Rows that fill the list at 1280 × 800. */
export const FIRST_SCREEN_ROWS = 10;
const PATIENCE_MS = 300_000;
const WRITTEN_BEHIND_MS = 10_000;
/** Nobody's computer starts the application for the first time each day: browsers keep a script compiled once they have seen it a few times. */
const STARTS_BEFORE = 2;

export interface Profiles {
  /** signed in and let through the gate, and nothing of any room stored */
  readonly empty: string;
  /** the same after a session: all rooms known, three opened */
  readonly present: string;
}

/** Empties what the client keeps only to paint early. Runs in a page of the client's origin that is not the client. */
async function emptyCaches(): Promise<void> {
  for (const { name } of await indexedDB.databases()) {
    if (name === undefined || !name.startsWith("chancery-store-")) continue;
    const database = await new Promise<IDBDatabase>((opened, broken) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => opened(request.result);
      request.onerror = () => broken(request.error);
    });
    const transaction = database.transaction("cache", "readwrite");
    transaction.objectStore("cache").clear();
    await new Promise((done, broken) => {
      transaction.oncomplete = done;
      transaction.onabort = broken;
    });
    database.close();
  }
}

export async function clientProfiles(running: RunningDeployment, seed: Seed, folder: string): Promise<Profiles> {
  const wanted = { firstScreen: FIRST_SCREEN_ROWS, allRooms: seed.rooms };
  const present = join(folder, "profile-present");
  const first = await openBrowser(present, wanted);
  try {
    await first.page.goto(running.client);
    const client = new ClientWindow(first.page);
    await client.signIn(seed.reader);
    await client.tryRecoveryKey(seed.recoveryKey.split(" "));
    await untilKnown(first, "allRooms");
    for (const name of seed.busyRooms.slice(0, 3)) await openRoomByClick(first.page, name);
    // What is kept is written behind, and the crypto library still fetches what it needs.
    await first.page.waitForTimeout(WRITTEN_BEHIND_MS);
  } finally {
    await first.close();
  }
  for (let start = 0; start < STARTS_BEFORE; start += 1) {
    const again = await openBrowser(present, wanted);
    try {
      await again.page.goto(running.client);
      await untilKnown(again, "allRooms");
      await again.page.waitForTimeout(WRITTEN_BEHIND_MS);
    } finally {
      await again.close();
    }
  }
  const empty = await copyProfile(present, "profile-empty");
  const second = await openBrowser(empty, wanted);
  try {
    await second.page.goto(new URL("icon.svg", running.client).href);
    await second.page.evaluate(emptyCaches);
  } finally {
    await second.close();
  }
  return { empty, present };
}

/** A device of its own for the bare SDK, with the keys of the history. @returns its profile, and the session to start it with */
export async function floorProfile(running: RunningDeployment, seed: Seed, address: string, folder: string): Promise<{ readonly profile: string; readonly session: FloorSession }> {
  const { body } = await askHomeserver(running, null, "POST", "/_matrix/client/v3/login", {
    type: "m.login.password",
    identifier: { type: "m.id.user", user: seed.reader.user },
    password: seed.reader.password,
    initial_device_display_name: "bare SDK",
  });
  const login = body as { readonly device_id: string; readonly access_token: string }; // Client-Server API, login
  const session: FloorSession = {
    homeserver: running.homeserver,
    userId: seed.reader.userId,
    deviceId: login.device_id,
    accessToken: login.access_token,
    storageKey: [...randomBytes(32)],
    recoveryKey: null,
  };
  const profile = join(folder, "profile-floor");
  // The first brings the keys of the history.
  for (const recoveryKey of [seed.recoveryKey, ...Array<null>(STARTS_BEFORE).fill(null)]) {
    const browser = await openBrowser(profile, { firstScreen: FIRST_SCREEN_ROWS, allRooms: seed.rooms });
    try {
      await browser.page.goto(address);
      const started = browser.page.evaluate(async ([asked, rooms]) => window.floor?.start(asked, rooms), [{ ...session, recoveryKey }, seed.rooms] as const);
      await inTime("a start of the bare page before the samples", PATIENCE_MS, started);
      await browser.page.waitForTimeout(WRITTEN_BEHIND_MS);
    } finally {
      await browser.close();
    }
  }
  return { profile, session };
}
