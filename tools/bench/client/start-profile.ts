/**
 * Where the time of a start goes: a CPU profile as Chromium's developer tools read it, the requests in the order in which they
 * began, and the functions and files in which most time was spent. It slows down what it looks at: times are for comparing.
 */
import { writeFile } from "node:fs/promises";
import type { CDPSession } from "@playwright/test";
import { startTimes, type BenchPage } from "./browser.ts";
import type { FindSource } from "./source-names.ts";

type Profile = Awaited<ReturnType<typeof stopProfiler>>;

interface SeenRequest {
  readonly what: string;
  /** ms since the navigation */
  readonly began: number;
  ended: number | null;
  bytes: number;
}

/** in µs */
const SAMPLING = 250;
const TOP = 25;
/** Names of rooms, people and keys are of no interest here, and long. */
const OPAQUE = /(?:[!@$][^/]+|%21[^/]+|%40[^/]+|%24[^/]+)/g;

async function stopProfiler(devtools: CDPSession) {
  return (await devtools.send("Profiler.stop")).profile;
}

/** Notes every request from now on; call before the navigation. */
async function watchRequests(devtools: CDPSession): Promise<readonly SeenRequest[]> {
  const seen = new Map<string, SeenRequest>();
  const list: SeenRequest[] = [];
  let zero: number | null = null;
  await devtools.send("Network.enable");
  devtools.on("Network.requestWillBeSent", ({ requestId, request, timestamp }) => {
    zero ??= timestamp;
    const { pathname, search } = new URL(request.url);
    const note: SeenRequest = { what: `${request.method} ${pathname.replace(OPAQUE, "*")}${search.slice(0, 40)}`, began: (timestamp - zero) * 1000, ended: null, bytes: 0 };
    seen.set(requestId, note);
    list.push(note);
  });
  const ended = ({ requestId, timestamp, encodedDataLength }: { requestId: string; timestamp: number; encodedDataLength?: number }): void => {
    const note = seen.get(requestId);
    if (note === undefined || zero === null) return;
    note.ended = (timestamp - zero) * 1000;
    note.bytes = encodedDataLength ?? 0;
  };
  devtools.on("Network.loadingFinished", ended);
  devtools.on("Network.loadingFailed", ended);
  return list;
}

const ms = (value: number): string => `${value.toFixed(0).padStart(6)} ms`;

function waterfall(requests: readonly SeenRequest[]): string[] {
  const lines: string[] = [];
  for (let at = 0; at < requests.length; at += 1) {
    const first = requests[at] as SeenRequest; // `at` is an index of it
    const kind = first.what.replace(/\?.*$/, "");
    let last = at;
    while (requests[last + 1]?.what.replace(/\?.*$/, "") === kind && !kind.includes("sync")) last += 1;
    const many = last > at ? ` × ${last - at + 1}, the last until ${requests[last]?.ended?.toFixed(0) ?? "–"} ms` : "";
    lines.push(`${ms(first.began)} ${first.ended === null ? "        –" : ms(first.ended)} ${(first.bytes / 1000).toFixed(0).padStart(6)} kB  ${first.what}${many}`);
    at = last;
  }
  return lines;
}

/** Self time in ms, by function and by file. */
function selfTimes(profile: Profile, names: FindSource, from: number, until: number): { readonly functions: Map<string, number>; readonly files: Map<string, number> } {
  const functions = new Map<string, number>();
  const files = new Map<string, number>();
  const nodes = new Map(
    profile.nodes.map(({ id, callFrame }) => {
      const place = names(callFrame.url, callFrame.lineNumber, callFrame.columnNumber);
      const kind = callFrame.url.includes("wasm") ? "crypto wasm" : callFrame.url === "" ? "the browser" : callFrame.url.replace(/^.*\//, "");
      const name = callFrame.functionName || "(anonymous)";
      return [id, place === null ? { name: `${name}  ${kind}`, file: name.startsWith("(") && callFrame.url === "" ? name : kind } : { name: `${place.file}:${place.line}`, file: place.file.replace(/^((?:@[^/]+\/)?[^/]+)\/(?:lib|src|dist)\/(.*)$/, "$1/$2") }] as const;
    }),
  );
  let at = profile.startTime;
  const add = (into: Map<string, number>, key: string, spent: number): void => void into.set(key, (into.get(key) ?? 0) + spent / 1000);
  for (const [index, id] of (profile.samples ?? []).entries()) {
    const began = at;
    at += profile.timeDeltas?.[index] ?? 0;
    const node = nodes.get(id);
    if (node === undefined || began < from || began >= until) continue;
    const spent = profile.timeDeltas?.[index + 1] ?? 0;
    add(functions, node.name, spent);
    add(files, node.file, spent);
  }
  return { functions, files };
}

const topOf = (times: ReadonlyMap<string, number>): string[] =>
  [...times].sort(([, a], [, b]) => b - a).slice(0, TOP).map(([name, spent]) => `${ms(spent)}  ${name}`);

/**
 * Takes the profile of one start.
 *
 * @param navigate begins it
 * @param settled resolves when enough was seen
 * @param file where the `.cpuprofile` goes
 * @returns what there is to say of it, line by line
 */
export async function profileStart({ page, devtools }: BenchPage, navigate: () => Promise<unknown>, settled: () => Promise<unknown>, names: FindSource, file: string): Promise<string[]> {
  const requests = await watchRequests(devtools);
  await devtools.send("Profiler.enable");
  await devtools.send("Profiler.setSamplingInterval", { interval: SAMPLING });
  await devtools.send("Profiler.start");
  await navigate();
  await settled();
  const { firstScreen, allRooms, longTasks } = await startTimes(page);
  // Both clocks count from the same moment: the profile in µs of the process, the page in ms since its navigation.
  const before = await page.evaluate(() => performance.now());
  const profile = await stopProfiler(devtools);
  await writeFile(file, JSON.stringify(profile));
  const zero = profile.endTime - before * 1000;
  const screen = zero + (firstScreen ?? 0) * 1000;
  const lines = [`${file}`, `first screen ${ms(firstScreen ?? NaN)}, all rooms ${ms(allRooms ?? NaN)}`, "", "requests: begun, ended, bytes", ...waterfall(requests)];
  for (const [title, from, until] of [["until the first screen", zero, screen], ["after the first screen", screen, profile.endTime]] as const) {
    const { functions, files } = selfTimes(profile, names, from, until);
    lines.push("", `${title}: ${ms((until - from) / 1000)}; by file`, ...topOf(files), "", `${title}: by function`, ...topOf(functions));
  }
  lines.push("", "long tasks: at, for", ...longTasks.map(({ at, ms: lasted }) => `${ms(at)} ${ms(lasted)}`));
  return lines;
}
