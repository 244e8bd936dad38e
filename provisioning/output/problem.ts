import { failed, type Result } from "../result.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { LocalisedText } from "./language.ts";

/** Why a command could not do what it was asked: what happened, where, and what to do, in plain sentences. */
export interface Problem {
  /** stable, for scripts and tests */
  readonly code: string;
  readonly what: LocalisedText;
  /** a file (with line and column), an address, a task: where it happened; null when there is no such place */
  readonly where: string | null;
  readonly remedy: LocalisedText | null;
  /** further lines as they are: the quoted line of a document, the end of a log */
  readonly detail: readonly string[];
  readonly exit: ExitCode;
}

export interface ProblemParts {
  readonly code: string;
  readonly what: LocalisedText;
  readonly where?: string | null;
  readonly remedy?: LocalisedText | null;
  readonly detail?: readonly string[];
  readonly exit: ExitCode;
}

export const problem = (parts: ProblemParts): Problem => ({ where: null, remedy: null, detail: [], ...parts });

export const problemResult = (parts: ProblemParts): Result<never, Problem> => failed(problem(parts));
