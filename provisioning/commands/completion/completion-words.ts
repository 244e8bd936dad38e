/** What can come next on a command line, as lists that a shell's script is filled with. */
import { withCommandsBelow, type CommandFacts, type OptionFacts } from "../command-tree.ts";

export interface Suggestion {
  readonly word: string;
  readonly description: string;
}

export interface Place {
  /** the commands that lead here, `policy sign`; empty at the beginning */
  readonly path: string;
  readonly commands: readonly Suggestion[];
  readonly options: readonly (Suggestion & { readonly takesValue: boolean; readonly variadic: boolean; readonly choices: readonly string[] })[];
  /** the values of a first argument that takes only these */
  readonly words: readonly string[];
}

/** The first line: shells show one. */
const brief = (text: string): string => text.split("\n")[0] ?? "";

const optionsOf = (options: readonly OptionFacts[]): Place["options"] =>
  options.map(({ name, description, value, variadic, choices }) => ({ word: name, description: brief(description), takesValue: value !== null, variadic, choices }));

/** @param program facts of the whole command line; what it takes itself is taken everywhere */
export const placesOf = (program: CommandFacts): readonly Place[] =>
  withCommandsBelow(program).map(({ path, commands, options, arguments: [first] }) => {
    const own = optionsOf(options);
    const everywhere = path.length === 0 ? [] : optionsOf(program.options).filter(({ word }) => !own.some((option) => option.word === word));
    return {
      path: path.join(" "),
      commands: commands.map((command) => ({ word: command.path.at(-1) ?? "", description: brief(command.description) })),
      options: [...own, ...everywhere],
      words: first?.choices ?? [],
    };
  });

/** In single quotes, as bash and zsh read it back. */
export const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The pattern of a `case` of bash or zsh that knows every path but the first. */
export const pathPatterns = (places: readonly Place[]): string => places.flatMap(({ path }) => (path === "" ? [] : [quoted(path)])).join(" | ");

/**
 * The arms of a `case` of bash or zsh over path and option, one for each option that takes a value.
 * @param listed - the values as the shell keeps them in a variable
 */
export const valueArms = (places: readonly Place[], listed: (choices: readonly string[]) => string): string =>
  places
    .flatMap(({ path, options }) =>
      options.filter(({ takesValue }) => takesValue).map(({ word, variadic, choices }) => `    ${quoted(`${path} ${word}`)}) takes=${variadic ? "many" : "one"}; values=${listed(choices)} ;;`),
    )
    .join("\n");
