/** Puts every mutant of the TypeScript evaluator and verifier to their tests. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Fate, KnownFates, MutantOfLine } from "../fates.ts";
import { bundleTests, type Mutant } from "./bundle-tests.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
/**
 * As many seconds of the processor may one mutant take before it is taken for one that never ends: all tests together take fewer than two.
 * A clock on the wall is not asked, for the process may be kept waiting, or be suspended.
 */
const SECONDS = 60;
const LOOK_MILLISECONDS = 1_000;
/** What Linux counts in. */
const TICKS_PER_SECOND = 100;

/** @returns seconds of the processor that a process has used; 0 when it is no more */
function secondsUsed(pid: number): number {
  try {
    // the name of the program, in brackets, may have anything in it; what follows are numbers
    const numbers = readFileSync(`/proc/${String(pid)}/stat`, "utf8").replace(/^.*\) /s, "").split(" ");
    const [user, system] = [11, 12].map((place) => Number(numbers[place]));
    return ((user ?? 0) + (system ?? 0)) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}

interface Line {
  readonly ready?: true;
  /** all were tried and the tests still hold without a mutant, or this process cannot go on after this one */
  readonly over?: true;
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
    let over = false;
    let ended: string | null = null;
    let usedBefore = 0;
    const used = (): number => (child.pid === undefined ? 0 : secondsUsed(child.pid));
    const timer = setInterval(() => {
      if (!ready || current === null || used() - usedBefore < SECONDS) return;
      ended = current;
      child.kill("SIGKILL");
    }, LOOK_MILLISECONDS);
    const settle = (id: string, fate: Fate): void => {
      left.delete(id);
      told(id, fate);
    };
    child.stdin.on("error", () => undefined); // it ended before it had read everything: the next one goes on
    child.stdin.end([...left].join("\n"));
    for await (const text of createInterface({ input: child.stdout })) {
      const { begins, mutant, fate, ready: isReady, over: isOver } = JSON.parse(text) as Line; // our own program's
      ready ||= isReady === true;
      over ||= isOver === true;
      if (begins !== undefined) {
        current = begins;
        usedBefore = used();
      }
      if (mutant !== undefined && fate !== undefined) {
        settle(mutant, fate);
        current = null;
      }
    }
    clearInterval(timer);
    if (!ready) throw new Error("the tests do not hold without a mutant");
    if (current !== null) {
      // what began while an earlier one was being ended is tried again
      if (ended === null || ended === current) settle(current, ended === null ? "killed by its end" : "timed out");
    } else if (!over && ended === null) throw new Error("the tests do not hold any more after mutants were tried");
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
