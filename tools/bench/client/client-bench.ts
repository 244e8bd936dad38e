/** How fast the client is with hundreds or thousands of rooms: real Chromium, real Synapse, beside the bare SDK doing the same. */
import { join } from "node:path";
import type { RunningDeployment } from "../../../e2e/support/deployment.ts";
import { countJavaScript } from "../../../e2e/support/javascript-size.ts";
import { askHomeserver, tokenOf } from "../../../e2e/support/other-client.ts";
import type { Bench, Series, Unit } from "../bench.ts";
import { copyProfile, heapInUse, openBrowser, startTimes, untilKnown, type BenchPage } from "./browser.ts";
import type { FloorSession } from "./floor/floor.ts";
import { serveFloor } from "./floor-server.ts";
import { startHomeserver, workFolder } from "./homeserver.ts";
import { inTime } from "./in-time.ts";
import { clientProfiles, FIRST_SCREEN_ROWS, floorProfile, type Profiles } from "./people-and-profiles.ts";
import { openRoomByClick, scrollThrough, writeFirstMessage, writeMessage } from "./rooms.ts";
import { seededDeployment, type Seed } from "./seed.ts";
import { sourceNames } from "./source-names.ts";
import { profileStart } from "./start-profile.ts";

const PATIENCE_MS = 300_000;
const MESSAGES_A_SAMPLE = 4;
/** What is looked at for long tasks: this long after the first screen, all rooms included. */
const SETTLE_MS = 3_000;
const PRESENT_SETTLE_MS = 20_000;

interface Setting {
  readonly running: RunningDeployment;
  readonly seed: Seed;
  readonly profiles: Profiles;
  readonly floor: { readonly address: string; readonly profile: string; readonly session: FloorSession };
}

/** What was promised, with 500 rooms and with 4,000. */
const limitsFor = (rooms: number): { readonly heap: number } => ({ heap: rooms > 500 ? 90 : 25 });

/** Collects samples by name; the table keeps the order in which names first came. */
class Samples {
  readonly #series = new Map<string, { unit: Unit; limit: number | null; samples: number[]; floor: number[] }>();

  define(name: string, unit: Unit, limit: number | null): void {
    this.#series.set(name, { unit, limit, samples: [], floor: [] });
  }

  add(name: string, value: number): void {
    this.#series.get(name)?.samples.push(value);
  }

  addFloor(name: string, value: number): void {
    this.#series.get(name)?.floor.push(value);
  }

  all(): readonly Series[] {
    return [...this.#series].map(([name, { floor, ...series }]) => ({ name, ...series, ...(floor.length > 0 ? { floor } : {}) })).filter(({ samples }) => samples.length > 0);
  }
}

function definitions(rooms: number): Samples {
  const samples = new Samples();
  samples.define("first screen, store empty", "ms", 1_000);
  samples.define("first screen, store present", "ms", 400);
  samples.define("all rooms listed, store empty", "ms", 3_000);
  samples.define("longest task after the first screen", "ms", 50);
  samples.define("room clicked, messages painted", "ms", 80);
  samples.define("room clicked, from the store", "ms", 50);
  samples.define("Enter, echo painted", "ms", 16);
  samples.define("Enter, answer shown", "ms", null);
  samples.define("Enter, answer, times the bare SDK", "times", 1.1);
  samples.define("heap, all rooms known, three opened", "MB", limitsFor(rooms).heap);
  samples.define("JavaScript before the first screen", "kB", 450);
  samples.define("long room, scrolls given up", "count", 0);
  samples.define("long room, slowest frame", "ms", 50);
  samples.define("long room, frames over 50 ms", "count", 0);
  samples.define("long room, most elements in the page", "count", null);
  samples.define("long room, heap kept after leaving it", "MB", 10);
  return samples;
}

/** Synapse keeps an initial answer for two minutes and gives it again; after this it is a new question. */
async function forgetAnswers(running: RunningDeployment, token: string, userId: string): Promise<void> {
  await askHomeserver(running, token, "PUT", `/_matrix/client/v3/user/${encodeURIComponent(userId)}/account_data/m.ignored_user_list`, { ignored_users: {} });
}

async function open({ running, seed }: Setting, profile: string): Promise<BenchPage> {
  const browser = await openBrowser(profile, { firstScreen: FIRST_SCREEN_ROWS, allRooms: seed.rooms });
  await browser.page.goto(running.client, { waitUntil: "commit" });
  return browser;
}

/** From nothing stored: the start, rooms over the network, messages, the heap. */
async function sampleEmpty(setting: Setting, samples: Samples): Promise<void> {
  const { seed, profiles } = setting;
  const browser = await openBrowser(await copyProfile(profiles.empty, "sample"), { firstScreen: FIRST_SCREEN_ROWS, allRooms: seed.rooms });
  try {
    const counted = countJavaScript(browser.page);
    await browser.page.goto(setting.running.client, { waitUntil: "commit" });
    await untilKnown(browser, "firstScreen");
    const script = await counted();
    await untilKnown(browser, "allRooms");
    await browser.page.waitForTimeout(SETTLE_MS);
    const { firstScreen, allRooms, longTasks } = await startTimes(browser.page);
    samples.add("first screen, store empty", firstScreen ?? NaN);
    samples.add("all rooms listed, store empty", allRooms ?? NaN);
    samples.add("longest task after the first screen", Math.max(0, ...longTasks.filter(({ at }) => at > (firstScreen ?? 0)).map(({ ms }) => ms)));
    samples.add("JavaScript before the first screen", script / 1000);
    for (const name of seed.busyRooms.slice(0, 3)) samples.add("room clicked, messages painted", await openRoomByClick(browser.page, name));
    samples.add("heap, all rooms known, three opened", await heapInUse(browser.devtools));
    await writeFirstMessage(browser.page, "Premier message.");
    for (let n = 0; n < MESSAGES_A_SAMPLE; n += 1) {
      const { echo, answer } = await writeMessage(browser.page, `Message ${n} du relevé ${Math.random()}.`);
      samples.add("Enter, echo painted", echo);
      samples.add("Enter, answer shown", answer);
    }
  } finally {
    await browser.close();
  }
}

async function samplePresent(setting: Setting, samples: Samples): Promise<void> {
  const browser = await open(setting, await copyProfile(setting.profiles.present, "sample"));
  try {
    await untilKnown(browser, "firstScreen");
    for (const name of setting.seed.busyRooms.slice(0, 3)) samples.add("room clicked, from the store", await openRoomByClick(browser.page, name));
    samples.add("first screen, store present", (await startTimes(browser.page)).firstScreen ?? NaN);
  } finally {
    await browser.close();
  }
}

/** The bare SDK, in a browser that was just started like the client's. */
async function sampleFloor({ floor, seed }: Setting, samples: Samples): Promise<void> {
  const browser = await openBrowser(await copyProfile(floor.profile, "sample"), { firstScreen: FIRST_SCREEN_ROWS, allRooms: seed.rooms });
  try {
    await browser.page.goto(floor.address);
    const started = browser.page.evaluate(async ([session, rooms]) => window.floor?.start(session, rooms), [floor.session, seed.rooms] as const);
    const times = await inTime("the start of the bare page", PATIENCE_MS, started);
    if (times === undefined) throw new Error("the bare page did not start");
    samples.addFloor("first screen, store empty", times.firstScreen);
    samples.addFloor("first screen, store present", times.cryptoOpen);
    samples.addFloor("all rooms listed, store empty", times.allRooms);
    for (const name of seed.busyRooms.slice(0, 3)) {
      const opened = browser.page.evaluate(async (room) => window.floor?.openRoom(room), name);
      samples.addFloor("room clicked, messages painted", (await inTime("opening a room of the bare page", PATIENCE_MS, opened)) ?? NaN);
    }
    samples.addFloor("heap, all rooms known, three opened", await heapInUse(browser.devtools));
    const into = seed.busyRooms[2] ?? "";
    const send = (text: string): Promise<number | undefined> =>
      inTime("sending from the bare page", PATIENCE_MS, browser.page.evaluate(async ([room, body]) => window.floor?.send(room, body), [into, text] as const));
    await send("Premier message.");
    for (let n = 0; n < MESSAGES_A_SAMPLE; n += 1) samples.addFloor("Enter, answer shown", (await send(`Message ${n} du relevé.`)) ?? NaN);
  } finally {
    await browser.close();
  }
}

async function sampleLongRoom(setting: Setting, samples: Samples, messages: number): Promise<void> {
  const { seed } = setting;
  const browser = await open(setting, await copyProfile(setting.profiles.present, "sample"));
  try {
    await untilKnown(browser, "allRooms");
    await openRoomByClick(browser.page, seed.busyRooms[0] ?? "");
    // The list was kept: the rooms themselves still come, and are no part of what the long one leaves behind.
    await browser.rest();
    const before = await heapInUse(browser.devtools);
    await openRoomByClick(browser.page, seed.longRoom);
    const scrolled = await scrollThrough(browser.page, 20_000 + messages * 30);
    await openRoomByClick(browser.page, seed.busyRooms[0] ?? "");
    samples.add("long room, slowest frame", scrolled.slowestFrame);
    samples.add("long room, frames over 50 ms", scrolled.framesOver50);
    samples.add("long room, most elements in the page", scrolled.mostElements);
    samples.add("long room, heap kept after leaving it", (await heapInUse(browser.devtools)) - before);
  } finally {
    await browser.close();
  }
}

/** One start with nothing stored and one with the store present, each looked at closely. Nothing of it is a measurement. */
async function profileStarts({ running, seed, profiles }: Omit<Setting, "floor">, root: string, work: string, token: string, say: (line: string) => void): Promise<void> {
  const names = await sourceNames(root, join(work, "names"));
  for (const [kept, profile] of [["empty", profiles.empty], ["present", profiles.present]] as const) {
    await forgetAnswers(running, token, seed.reader.userId);
    const browser = await openBrowser(await copyProfile(profile, "sample"), { firstScreen: FIRST_SCREEN_ROWS, allRooms: seed.rooms });
    try {
      const settled = async (): Promise<void> => {
        await untilKnown(browser, "allRooms");
        // With the store present the list is whole at once: what the network brings comes after.
        await browser.page.waitForTimeout(kept === "empty" ? SETTLE_MS : PRESENT_SETTLE_MS);
      };
      const file = join(root, ".chancery", `start-${kept}.cpuprofile`);
      for (const line of await profileStart(browser, () => browser.page.goto(running.client, { waitUntil: "commit" }), settled, names, file)) say(line);
    } finally {
      await browser.close();
    }
  }
}

/** Message by message, what the client took over what the bare SDK took in the same run. */
function compareAnswers(samples: Samples): void {
  const answers = samples.all().find(({ name }) => name === "Enter, answer shown");
  const floor = answers?.floor ?? [];
  for (const [index, answer] of (answers?.samples ?? []).entries()) samples.add("Enter, answer, times the bare SDK", answer / (floor[index] ?? NaN));
}

/** @param root the working copy that is measured */
export const clientBench = (root: string): Bench => ({
  name: "client",
  about: "the client with many rooms, beside the bare SDK; the account is seeded once for each size",
  counts: { samples: 5, rooms: 500, messages: 10_000, scrolls: 1, profile: 0 },
  variant: ({ rooms }) => (rooms === 500 ? null : `${rooms}-rooms`),
  async run(counts, say) {
    const { samples: rounds = 5, rooms = 500, messages = 10_000, scrolls = 1, profile = 0 } = counts;
    const work = workFolder();
    const stops: (() => Promise<void> | void)[] = [() => work.remove()];
    try {
      const deployment = join(work.path, "deployment");
      const seed = await seededDeployment(root, { rooms, messages }, deployment, say);
      say("starting the homeserver …");
      const homeserver = await startHomeserver(root, deployment);
      stops.push(() => homeserver.stop());
      const served = await serveFloor(root, join(work.path, "floor"));
      stops.push(() => served.stop());
      const { running } = homeserver;
      say("signing in …");
      const profiles = await clientProfiles(running, seed, work.path);
      const token = await tokenOf(running, seed.reader);
      if (profile > 0) {
        await profileStarts({ running, seed, profiles }, root, work.path, token, say);
        return [];
      }
      const floor = { address: served.address, ...(await floorProfile(running, seed, served.address, work.path)) };
      const setting: Setting = { running, seed, profiles, floor };
      const samples = definitions(rooms);
      // In turns, so that whatever else the machine does falls on all alike.
      for (let round = 0; round < rounds; round += 1) {
        say(`round ${round + 1} of ${rounds} …`);
        for (const sample of [sampleEmpty, sampleFloor, samplePresent]) {
          await forgetAnswers(running, token, seed.reader.userId);
          await sample(setting, samples);
        }
      }
      let givenUp = 0;
      for (let round = 0; round < scrolls; round += 1) {
        say(`scrolling through ${messages} messages, ${round + 1} of ${scrolls} …`);
        // What was measured before it is kept; that it failed is a measure above its limit.
        await sampleLongRoom(setting, samples, messages).catch((error: unknown) => {
          say(`  not scrolled through: ${String(error)}`);
          givenUp += 1;
        });
      }
      samples.add("long room, scrolls given up", givenUp);
      compareAnswers(samples);
      return samples.all();
    } finally {
      for (const stop of stops.reverse()) await stop();
    }
  },
});
