import { IntlMessageFormat } from "intl-messageformat";
import { expect, test } from "vitest";
import { en } from "./en.ts";
import { formatMessage } from "./format-message.ts";
import { fr } from "./fr.ts";

test("a message without arguments says what the library would make of it, in every language", () => {
  for (const [locale, messages] of [["fr-FR", fr], ["en-GB", en]] as const) {
    for (const message of [...Object.values<string>(messages).filter((text) => !text.includes("{")), "l'été", "it''s", "'", "a '{b}' c"]) {
      const expected = String(new IntlMessageFormat(message, locale, undefined, { ignoreTag: true }).format());
      expect(formatMessage(message, locale, undefined), message).toBe(expected);
    }
  }
});

test("arguments are filled in each time anew, in the plural of the language", () => {
  const message = "{count, plural, one {# message} other {# messages}} de {name}";
  expect(formatMessage(message, "fr-FR", { count: 1, name: "Idris" })).toBe("1 message de Idris");
  expect(formatMessage(message, "fr-FR", { count: 2, name: "Nora" })).toBe("2 messages de Nora");
});
