/**
 * `npm run test:mutation -- [typescript|python] [--only=PART] [--keep]`: changes the evaluator and the verifier in one place at a time and
 * sees whether the tests notice. `--only` takes files whose path has that part, and mutants that were noticed before are not tried again
 * while their file is the same, so that a run can be done in pieces; `--keep` writes a dated result; `--told` tries nothing and says what
 * is known from the runs before. What was not tried is counted apart.
 */
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Series } from "../bench/bench.ts";
import { writeMeasurement } from "../bench/measurement.ts";
import { isNoticed, KnownFates, type MutantOfLine } from "./fates.ts";
import { installInstrumenter } from "./install-instrumenter.ts";
import { tryPython } from "./python-mutants.ts";
import { reasonOf } from "./survivors.ts";
import { tryTypeScript } from "./typescript/typescript-mutants.ts";

const ROOT = resolve(import.meta.dirname, "../..");
/** Percent of mutants that have to be noticed. */
const LEAST = 95;
const LANGUAGES = { typescript: tryTypeScript, python: tryPython } as const;
type Language = keyof typeof LANGUAGES;

interface Tally {
  noticed: number;
  timedOut: number;
  survived: number;
  notReached: number;
  explained: number;
  notTried: number;
}
const nothing = (): Tally => ({ noticed: 0, timedOut: 0, survived: 0, notReached: 0, explained: 0, notTried: 0 });
/** Mutants that were tried. */
const sizeOf = ({ noticed, survived, notReached }: Tally): number => noticed + survived + notReached;
const percent = (tally: Tally): number => (100 * tally.noticed) / sizeOf(tally);

function count(tally: Tally, mutant: MutantOfLine, fate: string | null): void {
  if (fate === null) {
    tally.notTried += 1;
    return;
  }
  if (isNoticed(fate)) tally.noticed += 1;
  else if (fate === "not reached") tally.notReached += 1;
  else tally.survived += 1;
  if (fate === "timed out") tally.timedOut += 1;
  if (!isNoticed(fate) && reasonOf(mutant) !== null) tally.explained += 1;
}

const single = (name: string, value: number, unit: Series["unit"], limit: number | null = null): Series => ({ name, unit, samples: [value], limit });

interface Asked {
  readonly only: string;
  readonly keep: boolean;
  readonly told: boolean;
}

/** @returns whether enough were noticed, and every other one is explained */
async function run(language: Language, { only, keep, told }: Asked): Promise<boolean> {
  const known = new KnownFates(join(ROOT, ".chancery/mutation", `${language}.json`));
  const mutants = await LANGUAGES[language](known, (file) => file.includes(only), !told);
  known.write();
  const whole = nothing();
  const files = new Map<string, Tally>();
  for (const mutant of mutants) {
    const fate = known.get(mutant);
    const tally = files.get(mutant.file) ?? nothing();
    files.set(mutant.file, tally);
    for (const each of [whole, tally]) count(each, mutant, fate);
    if (fate === null || isNoticed(fate) || reasonOf(mutant) !== null) continue;
    console.log(`${fate}: ${mutant.file}:${String(mutant.line)} ${mutant.kind}: ${JSON.stringify(mutant.original)} became ${JSON.stringify(mutant.replacement)}`);
  }
  for (const [file, tally] of files) console.log(sizeOf(tally) === 0 ? `not tried: ${file}` : `${percent(tally).toFixed(1).padStart(6)} %  ${String(tally.noticed).padStart(4)} of ${String(sizeOf(tally)).padEnd(4)} ${file}`);
  console.log(`${language}: ${percent(whole).toFixed(1)} % of ${String(sizeOf(whole))} mutants noticed (${String(whole.timedOut)} of them never ended), ${String(whole.survived)} survived, ${String(whole.notReached)} not reached; of these ${String(whole.explained)} are explained; ${String(whole.notTried)} were not tried`);
  if (keep && only === "") {
    const series = [
      single("mutants tried", sizeOf(whole), "count"),
      single("mutants not tried", whole.notTried, "count"),
      single("noticed", whole.noticed, "count"),
      single("of these never ended", whole.timedOut, "count"),
      single("survived", whole.survived, "count"),
      single("not reached by any test", whole.notReached, "count"),
      single("explained, of those not noticed", whole.explained, "count"),
      single("noticed", percent(whole), "percent"),
      ...[...files].map(([file, tally]) => sizeOf(tally) === 0 ? single(`${file}: not tried`, tally.notTried, "count") : single(`${file}: noticed of ${String(sizeOf(tally))} tried${tally.notTried === 0 ? "" : `, ${String(tally.notTried)} not tried`}`, percent(tally), "percent")),
    ];
    console.log(writeMeasurement(ROOT, `mutation-${language}`, series, new Date()));
  }
  return percent(whole) >= LEAST && whole.notTried === 0 && whole.explained === whole.survived + whole.notReached;
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: "string", default: "" }, keep: { type: "boolean", default: false }, told: { type: "boolean", default: false } } });
const languages = (Object.keys(LANGUAGES) as Language[]).filter((language) => positionals.length === 0 || positionals.includes(language)); // the keys of LANGUAGES
let enough = languages.length > 0;
if (languages.includes("typescript")) installInstrumenter();
for (const language of languages) enough = (await run(language, values)) && enough;
console.log(enough ? "1 passed, 0 failed" : "0 passed, 1 failed");
process.exitCode = enough ? 0 : 1;
