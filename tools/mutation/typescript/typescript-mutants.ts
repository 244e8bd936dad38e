/** Puts every mutant of the TypeScript evaluator and verifier to their tests. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Fate, KnownFates, MutantOfLine } from "../fates.ts";
import { bundleTests, type Mutant } from "./bundle-tests.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
/** As many steps may one mutant take before it is taken for one that never ends; steps, so that time in which this process was suspended does not count. */
const STEPS = 60;
const STEP_MILLISECONDS = 1_000;

interface Line {
  readonly ready?: true;
  readonly begins?: string;
  readonly mutant?: string;
  readonly fate?: string;
}

const described = ({ fileName, mutatorName, replacement, location }: Mutant): MutantOfLine => {
  const lines = readFileSync(join(ROOT, fileName), "utf8").split("\n");
  const { start, end } = location;
  const text = lines.slice(start.line, end.line + 1);
  const original = text.map((line, index) => line.slice(index === 0 ? start.column : 0, index === text.length - 1 ? end.column : undefined)).join("\n");
  const trimmed = (lines[start.line] ?? "").trim();
  return { file: fileName, line: start.line + 1, column: start.column + 1, code: trimmed, kind: mutatorName, original, replacement };
};

/** Tries mutants in one process after another; a process ends when a mutant in it never does. */
async function tryAll(ids: readonly string[], told: (id: string, fate: Fate) => void): Promise<void> {
  const left = new Set(ids);
  while (left.size > 0) {
    const child = spawn(process.execPath, [join(import.meta.dirname, "try-mutants.ts")], { cwd: ROOT, stdio: ["pipe", "pipe", "inherit"] });
    let current: string | null = null;
    let ready = false;
    let steps = 0;
    const timer = setInterval(() => {
      steps += 1;
      if (ready && steps > STEPS) child.kill("SIGKILL");
    }, STEP_MILLISECONDS);
    const settle = (id: string, fate: Fate): void => {
      left.delete(id);
      told(id, fate);
    };
    child.stdin.on("error", () => undefined); // it ended before it had read everything: the next one goes on
    child.stdin.end([...left].join("\n"));
    for await (const text of createInterface({ input: child.stdout })) {
      const { begins, mutant, fate, ready: isReady } = JSON.parse(text) as Line; // our own program's
      steps = 0; // it says a line before and after each mutant
      ready ||= isReady === true;
      if (begins !== undefined) current = begins;
      if (mutant !== undefined && fate !== undefined) {
        settle(mutant, fate);
        current = null;
      }
    }
    clearInterval(timer);
    if (!ready) throw new Error("the tests do not hold without a mutant");
    if (current !== null) settle(current, "timed out");
  }
}

/**
 * @param known what became of mutants before, which is not asked again; filled while the run goes on
 * @param tries whether to try those that are not known, or only to say which mutants there are
 */
export async function tryTypeScript(known: KnownFates, only: (file: string) => boolean, tries: boolean): Promise<readonly MutantOfLine[]> {
  const { mutants } = await bundleTests();
  const wanted = mutants.filter(({ fileName }) => only(fileName)).map((mutant) => ({ id: mutant.id, of: described(mutant) }));
  if (!tries) return wanted.map(({ of }) => of);
  const byId = new Map(wanted.map(({ id, of }) => [id, of]));
  await tryAll(
    wanted.filter(({ of }) => !known.has(of)).map(({ id }) => id),
    (id, fate) => {
      const of = byId.get(id);
      if (of !== undefined) known.set(of, fate);
    },
  );
  return wanted.map(({ of }) => of);
}
