import { LANGUAGES, type Language, type LocalisedText } from "#policies/model/localised-text.ts";

export type { Language, LocalisedText };

/** A text in both languages, written side by side so that neither is forgotten. */
export const both = (fr: string, en: string): LocalisedText => ({ fr, en });

/**
 * The language to speak: what was asked for, else the locale of the terminal, else English.
 *
 * @param requested value of `--lang`, or null
 * @param environment the variables of the process; read are LC_ALL, LC_MESSAGES and LANG, in the order that POSIX gives them
 * @returns null when `--lang` names a language that we do not speak
 */
export function chooseLanguage(requested: string | null, environment: Readonly<Record<string, string | undefined>>): Language | null {
  if (requested !== null) return LANGUAGES.find((language) => language === requested) ?? null;
  const locale = environment["LC_ALL"] || environment["LC_MESSAGES"] || environment["LANG"] || "";
  return LANGUAGES.find((language) => locale.toLowerCase().startsWith(language)) ?? "en";
}
