/** What a bench measured, as a table for people and as a dated file. */
import type { Series, Unit } from "./bench.ts";
import { writeResultFile, type Circumstances } from "./result-file.ts";
import { median, spread } from "./statistics.ts";

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

/** @returns the path of the file */
export function writeMeasurement(root: string, bench: string, series: readonly Series[], now: Date, circumstances: Circumstances = {}): string {
  const withMedians = series.map((entry) => ({
    ...entry,
    median: median(entry.samples),
    ...spread(entry.samples),
    ...(entry.floor === undefined ? {} : { floorMedian: median(entry.floor), timesFloor: median(entry.samples) / median(entry.floor) }),
  }));
  return writeResultFile(root, bench, now, { series: withMedians }, circumstances);
}
