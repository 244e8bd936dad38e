/** Adds entries to a list of a document without touching anything else in it: comments, order and style stay an officer's own. */
import { isMap, isScalar, isSeq } from "yaml";
import type { SourceText } from "./compile-problem.ts";
import { YamlSource } from "./yaml-source.ts";

/** One entry of a list, at an indentation of so many spaces. */
const entryText = (lines: readonly string[], indentation: number): string =>
  lines.map((line, index) => `${" ".repeat(indentation)}${index === 0 ? "- " : "  "}${line}\n`).join("");

/**
 * @param field a list at the top of the document: `rules`, `tests`
 * @param entries the lines of each entry
 * @returns the text with the entries at the end of that list; null when the document has no such list, or one in a style that does not take them
 */
export const withEntries = (source: SourceText, field: string, entries: readonly (readonly string[])[]): string | null => {
  const { root, problems } = new YamlSource(source);
  if (problems.length > 0 || !isMap(root)) return null;
  const list = root.items.find(({ key }) => isScalar(key) && key.value === field)?.value;
  const range = isSeq(list) ? list.range : null;
  if (!isSeq(list) || range === null || range === undefined) return null;
  const { text } = source;
  if (list.items.length === 0) {
    // `rules: []`: the list begins on the next line instead.
    const [from, to] = range;
    return `${text.slice(0, from).trimEnd()}\n${entries.map((lines) => entryText(lines, 2)).join("\n")}${text.slice(to).replace(/^[ \t]*\n/, "")}`;
  }
  if (list.flow === true) return null;
  const indentation = range[0] - (text.lastIndexOf("\n", range[0] - 1) + 1);
  const end = text.slice(0, range[1]).trimEnd().length;
  const line = text.indexOf("\n", end); // a remark behind the last value stays with it
  const before = line < 0 ? `${text}\n` : text.slice(0, line + 1);
  const after = line < 0 ? "" : text.slice(line + 1);
  return `${before}${entries.map((lines) => `\n${entryText(lines, indentation)}`).join("")}${after}`;
};
