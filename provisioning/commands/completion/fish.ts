/** Completion for fish, with what each word is for. */
import type { Place } from "./completion-words.ts";

/** In single quotes, as fish reads it back. */
const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`)}'`;

function linesOf({ path, commands, options, words }: Place): readonly string[] {
  const here = `complete -c chancery -n ${quoted(`__chancery_at ${quoted(path)}`)}`;
  return [
    ...(commands.length + words.length === 0 ? [] : [`${here} -f`]),
    ...commands.map(({ word, description }) => `${here} -a ${quoted(word)} -d ${quoted(description)}`),
    ...words.map((word) => `${here} -a ${quoted(word)}`),
    ...options.map(({ word, description, takesValue, choices }) => {
      const value = choices.length > 0 ? ` -x -a ${quoted(choices.join(" "))}` : takesValue ? " -r -F" : "";
      return `${here} -l ${quoted(word.replace(/^--/, ""))} -d ${quoted(description)}${value}`;
    }),
    // Further values of an option that takes many.
    ...options.filter(({ variadic, choices }) => variadic && choices.length > 0).map(({ word, choices }) => `complete -c chancery -n ${quoted(`__chancery_after ${quoted(path)} ${quoted(word)}`)} -f -a ${quoted(choices.join(" "))}`),
  ];
}

export function fishCompletion(places: readonly Place[]): string {
  const paths = places.flatMap(({ path }) => (path === "" ? [] : [quoted(path)])).join(" ");
  return `# chancery completion fish: save it as ~/.config/fish/completions/chancery.fish
function __chancery_at -a wanted
  set -l place ""
  for word in (commandline -opc)[2..-1]
    set -l further (string trim -- "$place $word")
    contains -- "$further" ${paths}; and set place "$further"
  end
  test "$place" = "$wanted"
end
function __chancery_after -a wanted option
  set -l dashed (string match -- '-*' (commandline -opc))
  __chancery_at $wanted; and test "$dashed[-1]" = "$option"
end
${places.flatMap(linesOf).join("\n")}
`;
}
