/** Which language the client opens in: the one chosen here before, else the first of the browser's that there is. */
import { LANGUAGES, type Language } from "#policies/model/localised-text.ts";
import { bestLanguage } from "#client/ui/i18n/best-language.ts";

const KEY = "chancery.language";

/** @param storage where the choice is kept; may refuse (private windows do), which is no reason not to start. */
export function initialLanguage(storage: Pick<Storage, "getItem">, wanted: readonly string[]): Language {
  return LANGUAGES.find((known) => known === keptLanguage(storage)) ?? bestLanguage(wanted);
}

function keptLanguage(storage: Pick<Storage, "getItem">): string | null {
  try {
    return storage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Keeps the choice for the next start where the browser lets it. */
export function keepLanguage(storage: Pick<Storage, "setItem">, language: Language): void {
  try {
    storage.setItem(KEY, language);
  } catch {
    // Storage is denied or full: the choice holds until the window closes.
  }
}
