/** Both ways of syncing, side by side over one random script: what they show must be the same, and be what happened. */
import type { RunningDeployment } from "../support/deployment.ts";
import { rowDifferences, timelineDifferences } from "./comparison.ts";
import type { ExpectedRoom } from "./expectation.ts";
import { SeededRandom } from "./random.ts";
import { Script, type Step } from "./script.ts";
import { World } from "./world.ts";

export interface RunOptions {
  readonly seed: number;
  readonly steps: number;
  /** what is seen is compared every so many steps */
  readonly compareEvery: number;
  /** the homeserver is killed every so many steps */
  readonly killEvery: number;
  restartServer(): Promise<void>;
  say(line: string): void;
}

export interface RunResult {
  readonly steps: number;
  readonly taken: Readonly<Partial<Record<Step, number>>>;
  readonly comparisons: number;
  readonly timelinesCompared: number;
  /** the first comparison that did not come out equal; empty: all did */
  readonly differences: readonly string[];
}

/** Syncing takes a moment: as long as this the two may differ, in ms. */
const SETTLING_MS = 60_000;
/** Rooms that are open on both devices from the beginning. */
const LONG_OPEN = 4;
/** Rooms that are opened for a comparison, besides those. */
const OPENED = 3;

async function settled(differences: () => Promise<string[]> | string[]): Promise<string[]> {
  const deadline = Date.now() + SETTLING_MS;
  for (;;) {
    const found = await differences();
    if (found.length === 0 || Date.now() > deadline) return found;
    await new Promise((next) => setTimeout(next, 50));
  }
}

export async function runSideBySide(running: RunningDeployment, options: RunOptions): Promise<RunResult> {
  const random = new SeededRandom(options.seed);
  const world = await World.begin(running);
  const script = new Script(world, random, options.restartServer);
  const taken: Partial<Record<Step, number>> = {};
  let [comparisons, timelinesCompared] = [0, 0];
  let journal: readonly string[] = [];

  async function compare(all: boolean): Promise<string[]> {
    await script.calm();
    journal = script.takeJournal();
    comparisons += 1;
    const rows = await settled(() => rowDifferences(world));
    if (rows.length > 0) return rows;
    const joined = world.rooms.filter(({ membership }) => membership === "join");
    const long = joined.filter((room) => world.rooms.indexOf(room) < LONG_OPEN);
    const others = joined.filter((room) => !long.includes(room));
    const opened: ExpectedRoom[] = all ? others : Array.from({ length: OPENED }, () => random.of(others)).filter((room) => room !== undefined);
    for (const [rooms, open] of [[long, true], [opened, false]] as const) {
      for (const room of rooms) {
        timelinesCompared += 1;
        const found = await settled(() => timelineDifferences(world, room, open));
        if (found.length > 0) return found;
      }
    }
    return [];
  }

  try {
    await script.begin();
    let differences = await compare(false);
    for (let step = 1; step <= options.steps && differences.length === 0; step += 1) {
      const name = step % options.killEvery === 0 ? await script.restartServer() : await script.step();
      taken[name] = (taken[name] ?? 0) + 1;
      const last = step === options.steps;
      if (last || step % options.compareEvery === 0) {
        differences = await compare(last);
        options.say(`seed ${options.seed}: ${step} steps, ${comparisons} comparisons, ${timelinesCompared} timelines, ${differences.length} differences`);
      }
      if (last && differences.length === 0) {
        // Whoever starts anew must see what whoever was there all the time sees.
        for (const device of world.devices) await device.restart();
        differences = await compare(true);
      }
    }
    if (differences.length > 0) options.say(`steps since the comparison before:\n  ${journal.join("\n  ")}`);
    return { steps: options.steps, taken, comparisons, timelinesCompared, differences };
  } finally {
    await world.end();
  }
}
