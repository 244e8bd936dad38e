/** Chromium with a profile of its own: each sample begins with a browser that was just started. */
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { chromium, type BrowserContext, type CDPSession, type Page } from "@playwright/test";
import { launchOptions } from "../../../e2e/support/chromium.ts";
import { removeFolder } from "./homeserver.ts";
import { installProbe, type StartTimes } from "./probe.ts";

export interface BenchPage {
  readonly page: Page;
  readonly devtools: CDPSession;
  /** Resolves once browser and page do next to nothing. */
  rest(): Promise<void>;
  close(): Promise<void>;
}

/** @param profile folder of the browser's profile; what happens in the page is kept there */
export async function openBrowser(profile: string, wanted: Parameters<typeof installProbe>[0]): Promise<BenchPage> {
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    ...launchOptions(),
    viewport: { width: 1280, height: 800 },
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
  });
  await context.addInitScript(installProbe, wanted);
  const page = context.pages()[0] ?? (await context.newPage());
  await untilAtRest(context);
  return { page, devtools: await context.newCDPSession(page), rest: () => untilAtRest(context), close: () => context.close() };
}

/** how long a start may take at most, in ms */
const KNOWN_WITHIN_MS = 300_000;
/** ms between two looks at what the browser's processes do */
const LOOK_MS = 300;
/** the share of one processor below which they rest */
const RESTING = 0.1;
const LONGEST_LOOKS = 60;

/** A browser that was just started loads pages of its own for a second or more: that is no part of any application's start. Gives up after a while. */
async function untilAtRest(context: BrowserContext): Promise<void> {
  const browser = context.browser();
  if (browser === null) throw new Error("a browser with a profile of its own is a browser");
  const devtools = await browser.newBrowserCDPSession();
  const spent = async (): Promise<number> => (await devtools.send("SystemInfo.getProcessInfo")).processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  let before = await spent();
  let resting = 0;
  for (let look = 0; resting < 2 && look < LONGEST_LOOKS; look += 1) {
    await new Promise((wake) => setTimeout(wake, LOOK_MS));
    const now = await spent();
    resting = now - before < (RESTING * LOOK_MS) / 1000 ? resting + 1 : 0;
    before = now;
  }
  await devtools.detach();
}

/** @returns the folder of a fresh copy of `profile` */
export async function copyProfile(profile: string, name: string): Promise<string> {
  const copy = join(profile, "..", name);
  await removeFolder(copy);
  await cp(profile, copy, { recursive: true });
  // The copied profile belongs to no running browser.
  for (const lock of ["SingletonLock", "SingletonCookie", "SingletonSocket"]) await rm(join(copy, lock), { force: true });
  return copy;
}

/** Resolves once the page tells when that was. */
export const untilKnown = (browser: BenchPage, what: "firstScreen" | "allRooms"): Promise<unknown> =>
  browser.page.waitForFunction((name) => (window.chanceryProbe?.times()[name] ?? null) !== null, what, { timeout: KNOWN_WITHIN_MS, polling: 50 });

export async function startTimes(page: Page): Promise<StartTimes> {
  const times = await page.evaluate(() => window.chanceryProbe?.times());
  if (times === undefined) throw new Error("the probe is not in the page");
  return times;
}

/** @returns the bytes of the JavaScript heap that are in use once garbage was collected, in MB */
export async function heapInUse(devtools: CDPSession): Promise<number> {
  // Twice: finalisers of the first may let go of more.
  await devtools.send("HeapProfiler.collectGarbage");
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  return usedSize / 1e6;
}
