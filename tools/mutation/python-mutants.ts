/** Puts every mutant of the Python evaluator and verifier to the vectors: `python/try_mutants.py` does the work. */
import { execFileSync, spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { KnownFates, MutantOfLine } from "./fates.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const PYTHON = join(ROOT, ".chancery/tools/test-venv/bin/python");
const PROGRAM = join(import.meta.dirname, "python/try_mutants.py");
const MEBIBYTE = 1024 * 1024;

/**
 * @param known what became of mutants before, which is not asked again; filled while the run goes on
 * @param tries whether to try those that are not known, or only to say which mutants there are
 */
export async function tryPython(known: KnownFates, only: (file: string) => boolean, tries: boolean): Promise<readonly MutantOfLine[]> {
  const listed = execFileSync(PYTHON, [PROGRAM, "list"], { cwd: ROOT, encoding: "utf8", maxBuffer: 64 * MEBIBYTE });
  const mutants = listed.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as MutantOfLine); // our own program's
  const wanted = mutants.map((of, id) => ({ id, of })).filter(({ of }) => only(of.file));
  if (!tries) return wanted.map(({ of }) => of);
  const asked = wanted.filter(({ of }) => !known.has(of)).map(({ id }) => id);
  const child = spawn(PYTHON, [PROGRAM, "try"], { cwd: ROOT, stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(asked.join("\n"));
  let told = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const { mutant, fate } = JSON.parse(line) as { readonly mutant: number; readonly fate: string }; // our own program's
    const of = mutants[mutant];
    if (of === undefined) continue;
    known.set(of, fate);
    told += 1;
  }
  if (told < asked.length) throw new Error("the tests do not hold without a mutant");
  return wanted.map(({ of }) => of);
}
