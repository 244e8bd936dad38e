/** The `chancery` command line: reads the arguments, hands them to a command, and ends with its code. */
import { Command, CommanderError, Option } from "commander";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { LANGUAGES } from "#policies/model/localised-text.ts";
import { addOfficersCommands } from "./commands/officers/command.ts";
import { addPolicyCommands } from "./commands/policy/command.ts";
import { addStartCommand } from "./commands/start/command.ts";
import { addStateCommands } from "./commands/state/command.ts";
import type { Context } from "./commands/context.ts";
import { usageProblem } from "./commands/usage-problem.ts";
import { repositoryLayout } from "./deployment/layout.ts";
import { EXIT, type ExitCode } from "./output/exit-codes.ts";
import { both, chooseLanguage, type Language } from "./output/language.ts";
import { problem } from "./output/problem.ts";
import { reportProblems, streamTerminal } from "./output/terminal.ts";

const HELP_TITLES: Readonly<Record<string, string>> = {
  "Usage:": "Utilisation :",
  "Arguments:": "Arguments :",
  "Options:": "Options :",
  "Global Options:": "Options communes :",
  "Commands:": "Commandes :",
};

const EXIT_CODES = both(
  "Codes de fin : 0 fait · 1 refusé (documents, signature ou plan) · 2 ligne de commande · 3 cette machine (port, disque, outil, fichier) · 4 serveur · 130 interrompu",
  "Exit codes: 0 done · 1 refused (documents, signature or plan) · 2 command line · 3 this machine (port, disk, tool, file) · 4 homeserver · 130 interrupted",
);

/** The language has to be known before help can be written, hence before commander reads the arguments. */
function languageWanted(args: readonly string[]): string | null {
  const at = args.findIndex((argument) => argument === "--lang" || argument.startsWith("--lang="));
  if (at < 0) return null;
  return args[at]?.startsWith("--lang=") === true ? (args[at]?.slice("--lang=".length) ?? null) : (args[at + 1] ?? null);
}

/** What an option is for, with its choices and its default in the language of the terminal. */
function optionDescription(option: Option, language: Language): string {
  const notes: string[] = [];
  if (option.argChoices !== undefined) notes.push(option.argChoices.join(", "));
  if (typeof option.defaultValue === "number") notes.push(both(`par défaut : ${option.defaultValue}`, `default: ${option.defaultValue}`)[language]);
  return notes.length === 0 ? option.description : `${option.description} (${notes.join("; ")})`;
}

function buildProgram(context: Context): Command {
  const { language } = context.terminal;
  const say = (fr: string, en: string): string => both(fr, en)[language];
  const program = new Command("chancery")
    .description(say("Met en service et administre la messagerie chiffrée d’un État.", "Stands up and runs a state's encrypted messaging."))
    .addOption(new Option("--lang <language>", say("langue des messages", "language of the messages")).choices([...LANGUAGES]))
    .option("--json", say("résultat pour les machines : une ligne de JSON", "result for machines: one line of JSON"))
    .helpOption("-h, --help", say("affiche cette aide", "shows this help"))
    .helpCommand(false)
    .addHelpText("after", `\n${EXIT_CODES[language]}`);
  for (const add of [addStartCommand, addStateCommands, addPolicyCommands, addOfficersCommands]) add(program, context);

  const settle = (command: Command): void => {
    command.helpOption("-h, --help", say("affiche cette aide", "shows this help")).helpCommand(false).exitOverride();
    command.configureHelp({
      showGlobalOptions: command !== program,
      styleTitle: (title) => (language === "fr" ? (HELP_TITLES[title] ?? title) : title),
      optionDescription: (option) => optionDescription(option, language),
    });
    command.configureOutput({ writeOut: (text) => context.terminal.out(text), writeErr: (text) => context.terminal.err(text), outputError: () => undefined });
    command.commands.forEach(settle);
  };
  settle(program);
  return program;
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
  let code: ExitCode = EXIT.done;
  const context: Context = {
    terminal,
    repository: repositoryLayout(dirname(dirname(fileURLToPath(import.meta.url)))),
    signal: stop.signal,
    now: () => Date.now(),
    workingDirectory: process.cwd(),
    finish: (chosen) => {
      code = chosen;
    },
  };
  try {
    await buildProgram(context).parseAsync([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const found = usageProblem(error);
    if (found === null) return EXIT.done;
    reportProblems(terminal, [found]);
    return EXIT.usage;
  }
  return code;
}

process.exitCode = await run(process.argv.slice(2));
