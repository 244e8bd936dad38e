/** What every command gets: words, places, time, and the wish to stop. */
import type { Command } from "commander";
import type { RepositoryLayout } from "../deployment/layout.ts";
import type { ExitCode } from "../output/exit-codes.ts";
import type { LocalisedText } from "../output/language.ts";
import type { Problem } from "../output/problem.ts";
import { reportProblems, type Terminal } from "../output/terminal.ts";

export interface Context {
  readonly terminal: Terminal;
  readonly repository: RepositoryLayout;
  /** aborted by Ctrl-C, SIGTERM and SIGHUP */
  readonly signal: AbortSignal;
  /** milliseconds since the epoch */
  readonly now: () => number;
  /** directory that relative paths of the command line start from */
  readonly workingDirectory: string;
  /** Asks somebody at a terminal; null answers: they have gone. null: there is no terminal, or machines read the answer */
  readonly ask: ((question: string) => Promise<string | null>) | null;
  /** Sets what the process ends with. */
  finish(code: ExitCode): void;
}

/** Adds one command or group of commands to the program. */
export type AddCommand = (program: Command, context: Context) => void;

/** A text of help in the language of the terminal. */
export const help = (context: Context, text: LocalisedText): string => text[context.terminal.language];

/** Says what went wrong and ends with the code of the first problem. */
export function fail(context: Context, problems: readonly Problem[]): void {
  reportProblems(context.terminal, problems);
  const [first] = problems;
  if (first !== undefined) context.finish(first.exit);
}
