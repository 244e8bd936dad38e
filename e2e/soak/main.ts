/** `npm run soak -- NAME [--OPTION=N …]`: a long run, with a dated result in docs/measurements/. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { startDeployment } from "../support/deployment.ts";
import type { Soak, SoakResult } from "./soak.ts";
import { syncSoak } from "./sync-soak.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const SOAKS: readonly Soak[] = [syncSoak];

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const git = (...args: string[]): string => execFileSync("git", ["-C", ROOT, ...args], { encoding: "utf8" }).trim();

function usage(): number {
  say("npm run soak -- NAME [--OPTION=N …]");
  for (const soak of SOAKS) say(`  ${soak.name.padEnd(10)} ${soak.about} (${Object.entries(soak.options).map(([name, n]) => `--${name}=${n}`).join(" ")})`);
  return 2;
}

/** @returns the options, or null when an argument is none of them. */
function optionsFrom(soak: Soak, args: readonly string[]): Readonly<Record<string, number>> | null {
  const options: Record<string, number> = { ...soak.options };
  for (const argument of args) {
    const [, name, value] = /^--([a-z]+)=([1-9][0-9]{0,5})$/.exec(argument) ?? [];
    if (name === undefined || !Object.hasOwn(soak.options, name)) return null;
    options[name] = Number(value);
  }
  return options;
}

/** @returns the path of the file */
function writeResult(soak: Soak, result: SoakResult, seconds: number): string {
  const now = new Date().toISOString();
  const folder = join(ROOT, "docs", "measurements");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${now.slice(0, 10)}-soak-${soak.name}.json`);
  const content = {
    bench: `soak-${soak.name}`,
    measuredAt: now,
    commit: git("rev-parse", "HEAD"),
    /** whether files that git knows had changes that are in no commit */
    changedSinceCommit: git("status", "--porcelain", "--untracked-files=no") !== "",
    machine: { processor: cpus()[0]?.model ?? "unknown", cores: availableParallelism(), memoryBytes: totalmem() },
    seconds: Math.round(seconds),
    ...result,
  };
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`);
  return path;
}

async function main([name, ...args]: readonly string[]): Promise<number> {
  const soak = SOAKS.find((candidate) => candidate.name === name);
  const options = soak === undefined ? null : optionsFrom(soak, args);
  if (soak === undefined || options === null) return usage();
  const started = await startDeployment();
  try {
    const began = performance.now();
    const result = await soak.run(started.running, options, say);
    say(writeResult(soak, result, (performance.now() - began) / 1_000));
    for (const defect of result.defects) say(defect);
    return result.defects.length === 0 ? 0 : 1;
  } finally {
    await started.stop();
  }
}

// The SDK leaves timers behind that would keep the process.
process.exit(await main(process.argv.slice(2)));
