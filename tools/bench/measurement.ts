/** Writes what was measured, with the commit and the machine it was measured on, into docs/measurements/. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import type { Series, Unit } from "./bench.ts";
import { median, spread } from "./statistics.ts";

const git = (root: string, ...args: string[]): string => execFileSync("git", ["-C", root, ...args], { encoding: "utf8" }).trim();

const DIGITS: Readonly<Record<Unit, number>> = { s: 1, ms: 0, us: 2, bytes: 0, kB: 0, MB: 1, cases: 0, count: 0, percent: 1, times: 2 };

/** @returns the lines of a table for people */
export function table(series: readonly Series[]): string[] {
  const row = (name: string, n: string, middle: string, range: string, floor: string, limit: string): string =>
    `${name.padEnd(44)} ${n.padStart(3)} ${middle.padStart(10)} ${range.padStart(20)} ${floor.padStart(10)} ${limit.padStart(8)}`;
  return [
    row("", "n", "median", "least … greatest", "floor", "limit"),
    ...series.map(({ name, unit, samples, limit, floor }) => {
      const format = (value: number): string => value.toFixed(DIGITS[unit]);
      const { least, greatest } = spread(samples);
      return row(
        name,
        String(samples.length),
        `${format(median(samples))} ${unit}`,
        `${format(least)} … ${format(greatest)}`,
        floor === undefined ? "–" : `${format(median(floor))} ${unit}`,
        limit === null ? "–" : `${limit} ${unit}`,
      );
    }),
  ];
}

export interface Circumstances {
  /** tells results of one day apart */
  readonly variant?: string | null;
  /** load average over one minute before the bench began: what else the machine was doing */
  readonly load?: number;
}

/** @returns the path of the file */
export function writeMeasurement(root: string, bench: string, series: readonly Series[], now: Date, { variant = null, load }: Circumstances = {}): string {
  const folder = join(root, "docs", "measurements");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${now.toISOString().slice(0, 10)}-${bench}${variant === null ? "" : `-${variant}`}.json`);
  const content = {
    bench,
    measuredAt: now.toISOString(),
    commit: git(root, "rev-parse", "HEAD"),
    /** whether files that git knows had changes that are in no commit */
    changedSinceCommit: git(root, "status", "--porcelain", "--untracked-files=no") !== "",
    machine: { processor: cpus()[0]?.model ?? "unknown", cores: availableParallelism(), memoryBytes: totalmem(), ...(load === undefined ? {} : { loadBefore: load }) },
    series: series.map((entry) => ({
      ...entry,
      median: median(entry.samples),
      ...spread(entry.samples),
      ...(entry.floor === undefined ? {} : { floorMedian: median(entry.floor), timesFloor: median(entry.samples) / median(entry.floor) }),
    })),
  };
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`);
  return path;
}
