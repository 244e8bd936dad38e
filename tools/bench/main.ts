/** `npm run bench -- NAME [--COUNT=N …]` (a count without a number is 1): takes samples, prints medians and spreads, and writes them into docs/measurements/. */
import { loadavg } from "node:os";
import { resolve } from "node:path";
import type { Bench } from "./bench.ts";
import { clientBench } from "./client/client-bench.ts";
import { table, writeMeasurement } from "./measurement.ts";
import { outboxBench } from "./outbox-bench.ts";
import { policyBench } from "./policy-bench.ts";
import { startBench } from "./start-bench.ts";
import { median } from "./statistics.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const BENCHES: readonly Bench[] = [startBench(ROOT), policyBench(ROOT), outboxBench(ROOT), clientBench(ROOT)];

const say = (line: string): void => void process.stderr.write(`${line}\n`);

function usage(): number {
  say("npm run bench -- NAME [--COUNT=N …]");
  for (const bench of BENCHES) say(`  ${bench.name.padEnd(10)} ${bench.about} (${Object.entries(bench.counts).map(([name, n]) => `--${name}=${n}`).join(" ")})`);
  return 2;
}

/** @returns the counts, or null when an argument is none of them */
function countsFrom(bench: Bench, args: readonly string[]): Readonly<Record<string, number>> | null {
  const counts: Record<string, number> = { ...bench.counts };
  for (const argument of args) {
    const [, name, value] = /^--([a-z]+)(?:=([1-9][0-9]{0,4}))?$/.exec(argument) ?? [];
    if (name === undefined || !Object.hasOwn(bench.counts, name)) return null;
    counts[name] = Number(value ?? 1);
  }
  return counts;
}

async function main([name, ...args]: readonly string[]): Promise<number> {
  const bench = BENCHES.find((candidate) => candidate.name === name);
  const counts = bench === undefined ? null : countsFrom(bench, args);
  if (bench === undefined || counts === null) return usage();
  const load = loadavg()[0] ?? 0;
  const series = await bench.run(counts, say);
  // Somebody looked closely, and nothing was measured.
  if (series.length === 0) return 0;
  for (const line of table(series)) process.stdout.write(`${line}\n`);
  say(writeMeasurement(ROOT, bench.name, series, new Date(), { variant: bench.variant?.(counts) ?? null, load }));
  return series.some((entry) => entry.limit !== null && entry.samples.length > 0 && median(entry.samples) > entry.limit) ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
