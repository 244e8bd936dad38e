/** Mutants that no test can notice, each with the reason: `survivors.json`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { MutantOfLine } from "./fates.ts";

/** What an entry says of a mutant; a field left out says nothing. */
interface Explained {
  readonly file: string;
  /** the whole line, without space around it */
  readonly code?: string;
  readonly kind?: string;
  readonly original?: string;
  readonly replacement?: string;
  readonly reason: string;
}

const FIELDS = ["file", "code", "kind", "original", "replacement"] as const;

const EXPLAINED = JSON.parse(readFileSync(join(import.meta.dirname, "survivors.json"), "utf8")) as readonly Explained[]; // our own file

/** @returns why a mutant cannot be noticed, or null */
export const reasonOf = (mutant: MutantOfLine): string | null =>
  EXPLAINED.find((entry) => FIELDS.every((field) => entry[field] === undefined || entry[field] === mutant[field]))?.reason ?? null;
