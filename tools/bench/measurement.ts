/** Writes what was measured, with the commit and the machine it was measured on, into docs/measurements/. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import type { Series } from "./bench.ts";
import { median, spread } from "./statistics.ts";

const git = (root: string, ...args: string[]): string => execFileSync("git", ["-C", root, ...args], { encoding: "utf8" }).trim();

/** @returns the lines of a table for people */
export function table(series: readonly Series[]): string[] {
  const row = (name: string, n: string, middle: string, range: string, limit: string): string => `${name.padEnd(24)} ${n.padStart(3)} ${middle.padStart(10)} ${range.padStart(20)} ${limit.padStart(8)}`;
  const format = (value: number, unit: string): string => (unit === "bytes" || unit === "cases" || unit === "count" ? String(Math.round(value)) : value.toFixed(unit === "us" ? 2 : unit === "ms" ? 0 : 1));
  return [
    row("", "n", "median", "least … greatest", "limit"),
    ...series.map(({ name, unit, samples, limit }) => {
      const { least, greatest } = spread(samples);
      return row(name, String(samples.length), `${format(median(samples), unit)} ${unit}`, `${format(least, unit)} … ${format(greatest, unit)}`, limit === null ? "–" : `${limit} ${unit}`);
    }),
  ];
}

/** @returns the path of the file */
export function writeMeasurement(root: string, bench: string, series: readonly Series[], now: Date): string {
  const folder = join(root, "docs", "measurements");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${now.toISOString().slice(0, 10)}-${bench}.json`);
  const content = {
    bench,
    measuredAt: now.toISOString(),
    commit: git(root, "rev-parse", "HEAD"),
    /** whether files that git knows had changes that are in no commit */
    changedSinceCommit: git(root, "status", "--porcelain", "--untracked-files=no") !== "",
    machine: { processor: cpus()[0]?.model ?? "unknown", cores: availableParallelism(), memoryBytes: totalmem() },
    series: series.map((entry) => ({ ...entry, median: median(entry.samples), ...spread(entry.samples) })),
  };
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`);
  return path;
}
