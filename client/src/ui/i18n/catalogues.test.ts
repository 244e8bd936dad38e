import { parse, TYPE, type MessageFormatElement } from "@formatjs/icu-messageformat-parser";
import { describe, expect, test } from "vitest";
import { conversationsFr } from "./conversations/fr.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { gateFr } from "./gate/fr.ts";
import { peopleFr } from "./people/fr.ts";
import { rulesFr } from "./rules/fr.ts";

const catalogues: { readonly [language: string]: { readonly [key: string]: string } } = { fr, en };

/** Names of all arguments of a message, those in branches included, sorted. */
function argumentsOf(elements: readonly MessageFormatElement[]): string[] {
  const names = elements.flatMap((element): string[] => {
    if (element.type === TYPE.literal || element.type === TYPE.pound) return [];
    if (element.type === TYPE.tag) return argumentsOf(element.children);
    if (element.type === TYPE.plural || element.type === TYPE.select) {
      return [element.value, ...Object.values(element.options).flatMap((option) => argumentsOf(option.value))];
    }
    return [element.value];
  });
  return [...new Set(names)].sort();
}

const read = (text: string): MessageFormatElement[] => parse(text, { ignoreTag: true });

test("every language has the same messages", () => {
  for (const [language, messages] of Object.entries(catalogues)) {
    expect(Object.keys(messages).sort(), language).toEqual(Object.keys(fr).sort());
  }
});

test("no section takes a key away from another", () => {
  const keys = [conversationsFr, gateFr, peopleFr, rulesFr].flatMap((section) => Object.keys(section));
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

test("a message takes the same parameters in every language", () => {
  const of = (messages: { readonly [key: string]: string }) =>
    Object.fromEntries(Object.entries(messages).map(([key, text]) => [key, argumentsOf(read(text))]));
  for (const [language, messages] of Object.entries(catalogues)) expect(of(messages), language).toEqual(of(fr));
});

/** Messages that break a rule, with the place. */
const breaking = (messages: { readonly [key: string]: string }, rule: RegExp): string[] =>
  Object.entries(messages).flatMap(([key, text]) => (rule.test(text) ? [`${key}: ${text}`] : []));

describe("French typography", () => {
  test("the apostrophe is ’", () => expect(breaking(fr, /'/)).toEqual([]));
  test("; ? ! stand after a narrow no-break space, : after a no-break space", () => {
    expect(breaking(fr, /[^\u202f?!\s][;?!]|[\p{L}»)}] [;?!]/u)).toEqual([]);
    expect(breaking(fr, /[^\u00a0\u202f]:(\s|$)/)).toEqual([]);
  });
  test("« » have narrow no-break spaces inside, and no other quotation marks are used", () => {
    expect(breaking(fr, /«[^\u202f]|[^\u202f]»|["“”]/)).toEqual([]);
  });
  test("three dots are one sign, n° is followed by a no-break space", () => {
    expect(breaking(fr, /\.\.\.|n° /)).toEqual([]);
  });
});

test("English uses typographic apostrophes and quotation marks", () => {
  expect(breaking(en, /['"]|\.\.\.|\w\s[:;?!]/)).toEqual([]);
});

test("no exclamation marks, and none of the words that only engineers know", () => {
  const forbidden = /!|\b(session|token|jeton|cross-signing|signature croisée|megolm|mxid|homeserver|serveur d’accueil|state event|sync|synchronis\w*)\b/i;
  for (const [language, messages] of Object.entries(catalogues)) expect(breaking(messages, forbidden), language).toEqual([]);
});
