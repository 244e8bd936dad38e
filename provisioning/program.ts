/** The tree of commands: what `chancery` understands, with its help. Completion and the handbook's page of commands are made from it. */
import { Command, CommanderError, Option } from "commander";
import { LANGUAGES } from "#policies/model/localised-text.ts";
import { addCompletionCommand } from "./commands/completion/command.ts";
import type { Context } from "./commands/context.ts";
import { addOfficersCommands } from "./commands/officers/command.ts";
import { addPolicyCommands } from "./commands/policy/command.ts";
import { addStartCommand } from "./commands/start/command.ts";
import { addStateCommands } from "./commands/state/command.ts";
import { usageProblem } from "./commands/usage-problem.ts";
import { EXIT, type ExitCode } from "./output/exit-codes.ts";
import { both, type Language } from "./output/language.ts";
import { reportProblems } from "./output/terminal.ts";

const HELP_TITLES: Readonly<Record<string, string>> = {
  "Usage:": "Utilisation :",
  "Arguments:": "Arguments :",
  "Options:": "Options :",
  "Global Options:": "Options communes :",
  "Commands:": "Commandes :",
};

/** One line for help; the handbook page of commands has a table. */
const EXIT_CODES = both(
  "Codes de fin : 0 fait · 1 refusé (documents, signature ou plan) · 2 ligne de commande · 3 cette machine (port, disque, outil, fichier) · 4 serveur · 130 interrompu",
  "Exit codes: 0 done · 1 refused (documents, signature or plan) · 2 command line · 3 this machine (port, disk, tool, file) · 4 homeserver · 130 interrupted",
);

/** What an option is for, with its choices and its default in the language of the terminal. */
export function optionDescription(option: Option, language: Language): string {
  const notes: string[] = [];
  if (option.argChoices !== undefined) notes.push(option.argChoices.join(", "));
  if (typeof option.defaultValue === "number") notes.push(both(`par défaut : ${option.defaultValue}`, `default: ${option.defaultValue}`)[language]);
  return notes.length === 0 ? option.description : `${option.description} (${notes.join("; ")})`;
}

export function buildProgram(context: Context): Command {
  const { language } = context.terminal;
  const say = (fr: string, en: string): string => both(fr, en)[language];
  const program = new Command("chancery")
    .description(say("Met en service et administre la messagerie chiffrée d’un État.", "Stands up and runs a state's encrypted messaging."))
    .addOption(new Option("--lang <language>", say("langue des messages", "language of the messages")).choices([...LANGUAGES]))
    .option("--json", say("résultat pour les machines : une ligne de JSON", "result for machines: one line of JSON"))
    .helpOption("-h, --help", say("affiche cette aide", "shows this help"))
    .helpCommand(false)
    .addHelpText("after", `\n${EXIT_CODES[language]}`);
  for (const add of [addStartCommand, addStateCommands, addPolicyCommands, addOfficersCommands, addCompletionCommand]) add(program, context);

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

/** Runs one command line. @returns what a process ends with after it */
export async function runProgram(args: readonly string[], surroundings: Omit<Context, "finish">): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  const context: Context = {
    ...surroundings,
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
    reportProblems(context.terminal, [found]);
    return EXIT.usage;
  }
  return code;
}
