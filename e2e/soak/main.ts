/** `npm run soak -- NAME [--OPTION=N …]`: a long run, with a dated result in docs/measurements/ (runs of one day and one commit share it). */
import { resolve } from "node:path";
import { addRunToResultFile } from "../../tools/bench/result-file.ts";
import { startDeployment } from "../support/deployment.ts";
import type { Soak } from "./soak.ts";
import { syncSoak } from "./sync-soak.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const SOAKS: readonly Soak[] = [syncSoak];

const say = (line: string): void => void process.stderr.write(`${line}\n`);

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

async function main([name, ...args]: readonly string[]): Promise<number> {
  const soak = SOAKS.find((candidate) => candidate.name === name);
  const options = soak === undefined ? null : optionsFrom(soak, args);
  if (soak === undefined || options === null) return usage();
  const started = await startDeployment();
  try {
    const began = performance.now();
    const result = await soak.run(started.running, options, say);
    const seconds = Math.round((performance.now() - began) / 1_000);
    say(addRunToResultFile(ROOT, `soak-${soak.name}`, new Date(), { options, seconds, ...result }));
    for (const defect of result.defects) say(defect);
    return result.defects.length === 0 ? 0 : 1;
  } finally {
    await started.stop();
  }
}

// The SDK leaves timers behind that would keep the process.
process.exit(await main(process.argv.slice(2)));
