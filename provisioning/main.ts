/** The `chancery` command line: reads the arguments, hands them to a command, and ends with its code. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { LANGUAGES } from "#policies/model/localised-text.ts";
import { repositoryLayout } from "./deployment/layout.ts";
import { EXIT, type ExitCode } from "./output/exit-codes.ts";
import { both, chooseLanguage, type Language } from "./output/language.ts";
import { problem } from "./output/problem.ts";
import { reportProblems, streamTerminal } from "./output/terminal.ts";
import { askOnTerminal } from "./output/ask.ts";
import { runProgram } from "./program.ts";

/** The language has to be known before help can be written, hence before commander reads the arguments. */
function languageWanted(args: readonly string[]): string | null {
  const at = args.findIndex((argument) => argument === "--lang" || argument.startsWith("--lang="));
  if (at < 0) return null;
  return args[at]?.startsWith("--lang=") === true ? (args[at]?.slice("--lang=".length) ?? null) : (args[at + 1] ?? null);
}

/** @returns what the process ends with */
export async function run(args: readonly string[]): Promise<ExitCode> {
  const wanted = languageWanted(args);
  const language: Language | null = chooseLanguage(wanted, process.env);
  const terminal = streamTerminal(language ?? "en", args.includes("--json"), { stdout: process.stdout, stderr: process.stderr });
  if (language === null) {
    reportProblems(terminal, [problem({ code: "usage", what: both(`la langue ${wanted} n’existe pas ; il y a ${LANGUAGES.join(" et ")}.`, `there is no language ${wanted}; there are ${LANGUAGES.join(" and ")}.`), exit: EXIT.usage })]);
    return EXIT.usage;
  }
  // A terminal that is gone, or a reader that has seen enough, is no reason to leave anything half-done or running.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort());
  return runProgram(args, {
    terminal,
    repository: repositoryLayout(dirname(dirname(fileURLToPath(import.meta.url)))),
    signal: stop.signal,
    now: () => Date.now(),
    workingDirectory: process.cwd(),
    ask: process.stdin.isTTY && !terminal.json ? askOnTerminal(stop.signal) : null,
  });
}

process.exitCode = await run(process.argv.slice(2));
