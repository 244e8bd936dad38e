/** Words in the reader's language. Reading `language()` or `t()` in a component follows every change of language. */
import type { Language, LocalisedText } from "#policies/model/localised-text.ts";
import { en } from "./en.ts";
import { formatMessage } from "./format-message.ts";
import { fr } from "./fr.ts";
import type { ParameterNames, Parameters } from "./message-parameters.ts";

export type MessageKey = keyof typeof fr;

const catalogues: { readonly [language in Language]: { readonly [key in MessageKey]: string } } = { fr, en };

/** The tag that `Intl` gets: the language as it is written in its own state. */
const LOCALES: { readonly [language in Language]: string } = { fr: "fr-FR", en: "en-GB" };

let current = $state<Language>("fr");

export const language = (): Language => current;
export const locale = (): string => LOCALES[current];

export function setLanguage(next: Language): void {
  current = next;
}

/**
 * The message of `key` in the current language.
 * @param parameters the ICU arguments of the message; required exactly when it has some.
 */
export function t<Key extends MessageKey>(
  key: Key,
  ...parameters: [ParameterNames<(typeof fr)[Key]>] extends [never] ? [] : [Parameters<(typeof fr)[Key]>]
): string {
  return formatMessage(catalogues[current][key], LOCALES[current], parameters[0]);
}

/** A text that came with the policy or the deployment file, in the current language. */
export const localised = (text: LocalisedText): string => (current === "fr" ? withFrenchSpaces(text.fr) : text[current]);

/** Officers type plain spaces; before high punctuation and inside guillemets a line must not break. */
const withFrenchSpaces = (text: string): string => text.replace(/« /g, "«\u202f").replace(/ ([»;?!])/g, "\u202f$1").replace(/ :(?=\s|$)/g, "\u00a0:");
