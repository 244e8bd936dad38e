/** What became of mutants, kept from one run to the next so that a run can be done in pieces. */
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

/** A change to one place of the code. */
export interface MutantOfLine {
  /** from the repository's root */
  readonly file: string;
  /** from 1 */
  readonly line: number;
  readonly column: number;
  /** the whole line, without space around it */
  readonly code: string;
  readonly kind: string;
  readonly original: string;
  readonly replacement: string;
}

/** "survived", "not reached", "timed out", or "killed …" with what noticed it. */
export type Fate = string;

export const isNoticed = (fate: Fate): boolean => fate.startsWith("killed") || fate === "timed out";

/** What mutants are put to: while it is the same, what was not noticed need not be tried again. */
const TESTS = ["policies/vectors/*.json", "policies/src/{evaluate,verify}/*.test.ts", "policies/synapse/tests/test_*.py", "tools/mutation/{python,typescript}/*.{ts,py}"];

const digestOf = (texts: readonly (string | Buffer)[]): string => {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text);
  return hash.digest("hex").slice(0, 12);
};

/** Mutants that were noticed once stay so for as long as their file is the same; the others, while the tests are the same too. */
export class KnownFates {
  readonly #path: string;
  readonly #fates: Map<string, Fate>;
  readonly #digests = new Map<string, string>();
  readonly #tests = digestOf(globSync(TESTS, { cwd: ROOT }).sort().map((file) => readFileSync(join(ROOT, file))));
  #told = 0;

  constructor(path: string) {
    this.#path = path;
    const kept: unknown = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
    const told = Object.entries(kept as Readonly<Record<string, readonly [fate: Fate, tests: string]>>); // our own file
    this.#fates = new Map(told.filter(([, [fate, tests]]) => isNoticed(fate) || tests === this.#tests).map(([mutant, [fate]]) => [mutant, fate]));
  }

  #keyOf({ file, line, column, kind, original, replacement }: MutantOfLine): string {
    let digest = this.#digests.get(file);
    if (digest === undefined) {
      digest = digestOf([readFileSync(join(ROOT, file))]);
      this.#digests.set(file, digest);
    }
    const what = digestOf([JSON.stringify([kind, original, replacement])]);
    return `${file} ${digest} ${String(line)}:${String(column)} ${what}`;
  }

  has(mutant: MutantOfLine): boolean {
    return this.#fates.has(this.#keyOf(mutant));
  }

  get(mutant: MutantOfLine): Fate | null {
    return this.#fates.get(this.#keyOf(mutant)) ?? null;
  }

  set(mutant: MutantOfLine, fate: Fate): void {
    this.#fates.set(this.#keyOf(mutant), fate);
    this.#told += 1;
    if (this.#told % 20 === 0) this.write();
  }

  write(): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    const kept = Object.fromEntries(Array.from(this.#fates, ([mutant, fate]) => [mutant, [fate, this.#tests] as const]));
    // a run may be ended at any moment, and goes on from what was written
    writeFileSync(`${this.#path}.new`, JSON.stringify(kept));
    renameSync(`${this.#path}.new`, this.#path);
  }
}
