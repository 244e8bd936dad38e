/** What the command line understands, as plain values: read from commander's own tree, so that nothing is said twice. */
import type { Argument, Command, Option } from "commander";

export interface OptionFacts {
  /** as one types it: `--officer` */
  readonly name: string;
  readonly short: string | null;
  readonly description: string;
  /** how its value is written, `<id...>`; null: it takes none */
  readonly value: string | null;
  /** whether it takes any number of values */
  readonly variadic: boolean;
  /** the only values that it takes; empty: anything */
  readonly choices: readonly string[];
  readonly mandatory: boolean;
  readonly preset: string | number | null;
}

export interface CommandFacts {
  /** the words after `chancery` */
  readonly path: readonly string[];
  readonly description: string;
  readonly arguments: readonly { readonly name: string; readonly required: boolean; readonly description: string; readonly choices: readonly string[] }[];
  readonly options: readonly OptionFacts[];
  readonly commands: readonly CommandFacts[];
}

const optionFacts = (option: Option): OptionFacts => ({
  name: option.long ?? option.short ?? "",
  short: option.long === undefined ? null : (option.short ?? null),
  description: option.description,
  value: /[<[].*[>\]]/.exec(option.flags)?.[0] ?? null,
  variadic: option.variadic,
  choices: option.argChoices ?? [],
  mandatory: option.mandatory,
  preset: typeof option.defaultValue === "string" || typeof option.defaultValue === "number" ? option.defaultValue : null,
});

const argumentFacts = (argument: Argument): CommandFacts["arguments"][number] => ({ name: argument.name(), required: argument.required, description: argument.description, choices: argument.argChoices ?? [] });

/** @param path the words that lead to the command */
export function commandFacts(command: Command, path: readonly string[] = []): CommandFacts {
  return {
    path,
    description: command.description(),
    arguments: command.registeredArguments.map(argumentFacts),
    options: command.createHelp().visibleOptions(command).map(optionFacts),
    commands: command.commands.map((inner) => commandFacts(inner, [...path, inner.name()])),
  };
}

/** A command and all under it. */
export const withCommandsBelow = (facts: CommandFacts): readonly CommandFacts[] => [facts, ...facts.commands.flatMap(withCommandsBelow)];
