/** What commander says about a wrong command line, in the words of the house. */
import type { CommanderError } from "commander";
import { EXIT } from "../output/exit-codes.ts";
import { both, type LocalisedText } from "../output/language.ts";
import { problem, type Problem } from "../output/problem.ts";

const SENTENCES: Readonly<Record<string, (name: string) => LocalisedText>> = {
  "commander.unknownOption": (name) => both(`l’option ${name} n’existe pas.`, `there is no option ${name}.`),
  "commander.unknownCommand": (name) => both(`la commande ${name} n’existe pas.`, `there is no command ${name}.`),
  "commander.missingArgument": (name) => both(`il manque l’argument ${name}.`, `the argument ${name} is missing.`),
  "commander.missingMandatoryOptionValue": (name) => both(`il manque l’option ${name}.`, `the option ${name} is missing.`),
  "commander.optionMissingArgument": (name) => both(`il manque une valeur à l’option ${name}.`, `the option ${name} lacks a value.`),
  "commander.excessArguments": () => both("il y a trop d’arguments.", "there are too many arguments."),
  "commander.invalidArgument": (name) => both(`la valeur de ${name} n’est pas valable.`, `the value of ${name} is not valid.`),
};

/** @returns null when commander ended for a reason that is no problem: help or version was shown. */
export function usageProblem(error: CommanderError): Problem | null {
  if (error.exitCode === 0) return null;
  const name = /'([^']*)'/.exec(error.message)?.[1] ?? "";
  const sentence = SENTENCES[error.code];
  return problem({
    code: "usage",
    what: sentence === undefined ? both("la ligne de commande n’est pas complète.", "the command line is not complete.") : sentence(name),
    remedy: both("Ajoutez --help pour voir ce qui est possible.", "Add --help to see what is possible."),
    exit: EXIT.usage,
  });
}
