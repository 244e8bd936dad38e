/** What officers write that looks right and is not: letters of another alphabet, regular expressions, words that other YAML readers take for something else. */
import { domainToASCII } from "node:url";
import type { LocalisedText } from "../model/localised-text.ts";
import type { CompileCode } from "./compile-problem.ts";
import { both } from "./form.ts";

export interface Suspicion {
  readonly code: CompileCode;
  readonly message: LocalisedText;
  readonly suggestion: string | null;
}

/** Cyrillic and Greek letters, and full-width forms, that look like the Latin ones beside them. */
const TWINS: Readonly<Record<string, string>> = Object.fromEntries(
  ["аa", "еe", "оo", "рp", "сc", "хx", "уy", "іi", "јj", "ѕs", "ԁd", "һh", "ԛq", "ԝw", "АA", "ВB", "ЕE", "КK", "МM", "НH", "ОO", "РP", "СC", "ТT", "ХX", "αa", "οo", "ρp", "νv", "ιi", "κk", "τt", "υu", "ΑA", "ΒB", "ΕE", "ΟO", "−-", "–-", "—-", "‑-", "：:", "＠@", "．."].map(
    ([twin, latin]) => [twin ?? "", latin ?? ""],
  ),
);
const BEYOND_ASCII = /[^\u0020-\u007e]/u;

/** A letter that only looks like the one that belongs there. */
export const lookAlike = (value: string): Suspicion | null => {
  const found = Array.from(value).find((letter) => Object.hasOwn(TWINS, letter));
  if (found === undefined) return null;
  const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return {
    code: "look_alike",
    message: both(`« ${found} » (U+${code}) ressemble à « ${TWINS[found] ?? ""} » et n’en est pas un.`, `“${found}” (U+${code}) looks like “${TWINS[found] ?? ""}” and is not one.`),
    suggestion: Array.from(value, (letter) => TWINS[letter] ?? letter).join(""),
  };
};

/** Words that readers of YAML 1.1 take for true, false or a number of seconds. */
const OTHER_READERS = /^(?:y|n|yes|no|on|off|[0-9]{1,2}(?::[0-5][0-9])+)$/i;

/** @param plain whether it is written without quotes */
export const readOtherwise = (value: string, plain: boolean): Suspicion | null =>
  plain && OTHER_READERS.test(value)
    ? { code: "ambiguous_yaml", message: both(`Certains outils YAML lisent « ${value} » comme un booléen ou une durée : mettez-le entre guillemets.`, `Some YAML tools read “${value}” as a truth value or a duration: put it in quotes.`), suggestion: JSON.stringify(value) }
    : null;

/** A server name that is not lower-case ASCII. */
export const serverSuspicion = (value: string): Suspicion | null => {
  const twin = lookAlike(value);
  if (twin !== null) return twin;
  if (BEYOND_ASCII.test(value)) return { code: "server_not_ascii", message: both("Un nom de serveur s’écrit en ASCII (forme xn--).", "A server name is written in ASCII (its xn-- form)."), suggestion: domainToASCII(value) || null };
  if (/[A-Z]/.test(value)) return { code: "server_not_lower_case", message: both("Un nom de serveur s’écrit en minuscules.", "A server name is written in lower case."), suggestion: value.toLowerCase() };
  return /[*?]/.test(value) ? { code: "server_is_a_glob", message: both("« servers » prend des noms exacts ; * et ? vont dans « users ».", "“servers” takes exact names; * and ? go into “users”."), suggestion: `users: ["@*:${value}"]` } : null;
};

const REGEX = /[\\^$(){}|]|^@?\.[*+]|\[[^\]]*-[^\]]*\]/;

/** A glob that cannot mean what it says: a regular expression, or one that no user ID matches. */
export const globSuspicion = (value: string): Suspicion | null => {
  const twin = lookAlike(value);
  if (twin !== null) return twin;
  if (REGEX.test(value)) {
    const meant = value.replaceAll(/^\^|\$$/g, "").replaceAll(/\.[*+]/g, "*").replaceAll("\\.", ".");
    return { code: "regex_glob", message: both("Ceci ressemble à une expression régulière. Ici * est une suite quelconque, ? un caractère, le reste est pris tel quel.", "This looks like a regular expression. Here * is any run, ? one character, everything else stands for itself."), suggestion: REGEX.test(meant) ? null : meant };
  }
  if (BEYOND_ASCII.test(value) || /\s/.test(value)) return { code: "glob_never_matches", message: both("Aucun identifiant Matrix n’a ce caractère : ce motif ne désigne personne.", "No Matrix user ID has this character: this pattern names nobody."), suggestion: null };
  const server = value.slice(value.lastIndexOf(":") + 1);
  if (value.includes(":") && /[A-Z]/.test(server)) return { code: "glob_server_not_lower_case", message: both("Un nom de serveur s’écrit en minuscules.", "A server name is written in lower case."), suggestion: value.slice(0, -server.length) + server.toLowerCase() };
  if (!/^[@*?]/.test(value)) return { code: "glob_never_matches", message: both("Un identifiant Matrix commence par @.", "A Matrix user ID begins with @."), suggestion: `@${value}` };
  return value.includes(":") || value.includes("*") ? null : { code: "glob_never_matches", message: both("Un identifiant Matrix s’écrit @nom:serveur.", "A Matrix user ID is written @name:server."), suggestion: `${value}:*` };
};
