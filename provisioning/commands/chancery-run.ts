/** Command lines for tests: the whole program in this process, which takes a hundredth of the time that a process of its own takes. */
import { resolve } from "node:path";
import { repositoryLayout } from "../deployment/layout.ts";
import type { ExitCode } from "../output/exit-codes.ts";
import type { Language } from "../output/language.ts";
import { runProgram } from "../program.ts";

export interface Ended {
  readonly status: ExitCode;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs `chancery ARGS`.
 * @param directory where relative paths start from
 * @param answers what somebody at the terminal types to each question; undefined: there is no terminal
 */
export async function runChancery(directory: string, args: readonly string[], language: Language = "en", answers?: readonly string[]): Promise<Ended> {
  const written = { out: "", err: "" };
  const left = [...(answers ?? [])];
  const status = await runProgram(args, {
    terminal: {
      language,
      json: args.includes("--json"),
      screen: false,
      out: (text) => void (written.out += text),
      err: (text) => void (written.err += text),
    },
    repository: repositoryLayout(resolve(import.meta.dirname, "../..")),
    signal: new AbortController().signal,
    now: () => Date.now(),
    workingDirectory: directory,
    ask:
      answers === undefined
        ? null
        : async (question) => {
            written.err += `${question}\n`;
            return left.shift() ?? null;
          },
  });
  return { status, ...written };
}

/** The one line that `--json` prints, as a value. */
export const answerOf = ({ out }: Pick<Ended, "out">): unknown => {
  const lines = out.trimEnd().split("\n");
  if (lines.length !== 1) throw new Error(`--json prints one line, not ${lines.length}: ${out}`);
  return JSON.parse(lines[0] ?? "");
};
