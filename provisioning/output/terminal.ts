import type { Language, LocalisedText } from "./language.ts";
import type { Problem } from "./problem.ts";

/** Where words go. Results go to `out`, everything told on the way to `err`, so that `--json` output can be piped. */
export interface Terminal {
  readonly language: Language;
  /** one JSON line per result instead of prose */
  readonly json: boolean;
  /** whether `err` is a screen on which a line may be rewritten */
  readonly screen: boolean;
  out(text: string): void;
  err(text: string): void;
}

/** @param streams where to write; `process` for the real thing */
export function streamTerminal(
  language: Language,
  json: boolean,
  streams: { readonly stdout: NodeJS.WritableStream; readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean } },
): Terminal {
  return {
    language,
    json,
    screen: streams.stderr.isTTY === true,
    out: (text) => void streams.stdout.write(text),
    err: (text) => void streams.stderr.write(text),
  };
}

export const say = (terminal: Terminal, text: LocalisedText): string => text[terminal.language];

/** Writes one line of prose where progress goes. */
export const tell = (terminal: Terminal, text: LocalisedText): void => terminal.err(`${say(terminal, text)}\n`);

/** Writes a result: one JSON line for machines, else the prose. */
export function report(terminal: Terminal, machine: unknown, prose: readonly string[]): void {
  if (terminal.json) terminal.out(`${JSON.stringify(machine)}\n`);
  else terminal.out(prose.map((line) => `${line}\n`).join(""));
}

/** A problem as lines: where and what, the detail, what to do. */
export function problemLines(language: Language, found: Problem): string[] {
  const lines = [found.where === null ? found.what[language] : `${found.where}: ${found.what[language]}`];
  for (const line of found.detail) lines.push(`    ${line}`);
  if (found.remedy !== null) lines.push(`  → ${found.remedy[language]}`);
  return lines;
}

/** Writes problems: for machines one JSON line on `out`, for people on `err`. */
export function reportProblems(terminal: Terminal, problems: readonly Problem[]): void {
  if (terminal.json) {
    const errors = problems.map((found) => ({
      code: found.code,
      where: found.where,
      what: found.what[terminal.language],
      remedy: found.remedy === null ? null : found.remedy[terminal.language],
      detail: found.detail,
    }));
    terminal.out(`${JSON.stringify({ errors })}\n`);
    return;
  }
  for (const found of problems) terminal.err(problemLines(terminal.language, found).map((line) => `${line}\n`).join(""));
}
