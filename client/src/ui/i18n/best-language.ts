import { LANGUAGES, type Language } from "#policies/model/localised-text.ts";

/** @returns the first of `wanted` (BCP 47 tags, most wanted first) that there is a catalogue for; French otherwise. */
export function bestLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const found = LANGUAGES.find((known) => tag.toLowerCase().split("-")[0] === known);
    if (found) return found;
  }
  return "fr";
}
