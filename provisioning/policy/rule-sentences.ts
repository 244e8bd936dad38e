/** Rules as sentences: who may do what in which rooms, in the two languages. */
import type { Action, Matcher, Policy, RoomMatcher, Rule } from "#policies/model/policy.ts";
import { LANGUAGES, type Language } from "#policies/model/localised-text.ts";
import type { LocalisedText } from "../output/language.ts";
import { actionsBy, type ActionKind } from "./action-kinds.ts";
import { ACTION_WORDS, REQUIREMENT_WORDS } from "./policy-words.ts";

/** British English: no comma before the last of a list. */
export const LOCALES: Readonly<Record<Language, string>> = { fr: "fr-FR", en: "en-GB" };

const inEach = (words: (language: Language) => string): LocalisedText => Object.fromEntries(LANGUAGES.map((language) => [language, words(language)])) as unknown as LocalisedText; // every language has its entry

/** `a, b and c`, as the language writes it. */
export const listed = (language: Language, items: readonly string[], type: "conjunction" | "disjunction"): string => new Intl.ListFormat(LOCALES[language], { type }).format(items);

export const quoted = (language: Language, words: string): string => (language === "fr" ? `« ${words} »` : `“${words}”`);

const setTitle = (policy: Policy, language: Language, name: string): string => quoted(language, policy.sets[name]?.title[language] ?? name);
const classTitle = (policy: Policy, language: Language, name: string): string => quoted(language, policy.room_classes[name]?.title[language] ?? name);
const roomSetTitle = (policy: Policy, language: Language, name: string): string => quoted(language, policy.room_sets[name]?.title[language] ?? name);

/** Of people, without an article: `externals whose account is …`. Always a plural. */
function people(policy: Policy, language: Language, { sets, sets_not, users, external }: Matcher): string {
  const fr = language === "fr";
  const parts = [external === true ? (fr ? "externes" : "externals") : external === false ? (fr ? "personnes qui ne sont pas externes" : "people who are not externals") : fr ? "personnes" : "people"];
  const titles = (names: readonly string[]): readonly string[] => names.map((name) => `${fr ? "de " : ""}${setTitle(policy, language, name)}`);
  if (sets !== null) parts.push(`${fr ? "" : "of "}${listed(language, titles(sets), "disjunction")}`);
  if (sets_not !== null) parts.push(`${fr ? "hors " : "outside "}${listed(language, titles(sets_not), "conjunction")}`);
  if (users !== null) {
    const form = users.some((glob) => /[*?]/.test(glob));
    const ids = listed(language, users, "disjunction");
    parts.push(fr ? `dont le compte ${form ? "a la forme" : "est"} ${ids}` : `whose account ${form ? "has the form" : "is"} ${ids}`);
  }
  return parts.join(" ");
}

/** Whom a matcher names, as the object of an exception: `les externes`, `people of “Press”`. */
export const peopleNamed = (policy: Policy, matcher: Matcher): LocalisedText => inEach((language) => `${language === "fr" ? "les " : ""}${people(policy, language, matcher)}`);

/** Who enters is both the one who acts and the one concerned. */
function whoEnters(policy: Policy, language: Language, { who, target }: Rule): string | null {
  if (who === null || target === null || JSON.stringify(who) === JSON.stringify(target)) {
    const one = who ?? target;
    return one === null ? null : people(policy, language, one);
  }
  return `${people(policy, language, who)} ${language === "fr" ? "qui sont aussi parmi les" : "who are also among"} ${people(policy, language, target)}`;
}

function clause(language: Language, { effect, requires }: Rule, who: string | null, verbs: string): string {
  const without = requires.length === 0 ? "" : `${language === "fr" ? " sans " : " without "}${listed(language, requires.map((one) => REQUIREMENT_WORDS[one][language]), "conjunction")}`;
  if (language === "fr") {
    if (effect === "allow") return who === null ? `chacun peut ${verbs}` : `les ${who} peuvent ${verbs}`;
    return who === null ? `personne ne peut ${verbs}${without}` : `les ${who} ne peuvent pas ${verbs}${without}`;
  }
  if (effect === "allow") return who === null ? `everybody may ${verbs}` : `${who} may ${verbs}`;
  return who === null ? `nobody may ${verbs}${without}` : `${who} may not ${verbs}${without}`;
}

function rooms(policy: Policy, language: Language, room: RoomMatcher | null): string {
  const fr = language === "fr";
  if (room === null) return fr ? "Partout" : "Everywhere";
  const titles = (names: readonly string[], titleOf: typeof classTitle, type: "conjunction" | "disjunction"): string => listed(language, names.map((name) => titleOf(policy, language, name)), type);
  const parts: string[] = [];
  if (room.class !== null) parts.push(`${fr ? "de catégorie " : "of class "}${titles(room.class, classTitle, "disjunction")}`);
  if (room.class_not !== null) parts.push(`${fr ? "de toute catégorie sauf " : "of any class but "}${titles(room.class_not, classTitle, "conjunction")}`);
  if (room.sets !== null) parts.push(`${fr ? "parmi " : "among "}${titles(room.sets, roomSetTitle, "disjunction")}`);
  if (room.sets_not !== null) parts.push(`${fr ? "hors de " : "outside "}${titles(room.sets_not, roomSetTitle, "conjunction")}`);
  return `${fr ? "Salons " : "Rooms "}${parts.join(", ")}`;
}

/** A deny or require rule that names a target speaks of everybody where an action has none: what is absent counts as a match (section 5). */
const speaksOf = ({ effect, target }: Rule, kind: ActionKind): boolean => kind !== "alone" || effect !== "allow" || target === null;

function sentence(policy: Policy, language: Language, rule: Rule): string {
  const type = rule.effect === "allow" ? "conjunction" : "disjunction";
  const who = rule.who === null ? null : people(policy, language, rule.who);
  const words = (actions: readonly Action[], object: Readonly<Partial<Record<Action, string>>> = {}): string => listed(language, actions.map((action) => `${ACTION_WORDS[action][language]}${object[action] ?? ""}`), type);
  const of = actionsBy(rule.actions);
  const clauses: string[] = [];
  if (of.alone.length > 0 && speaksOf(rule, "alone")) clauses.push(clause(language, rule, who, words(of.alone)));
  if (of.entering.length > 0) clauses.push(clause(language, rule, whoEnters(policy, language, rule), words(of.entering)));
  if (of.towards.length > 0) {
    const target = rule.target === null ? null : people(policy, language, rule.target);
    const object = target === null ? {} : { invite: language === "fr" ? ` les ${target}` : ` ${target}`, change_power: language === "fr" ? ` aux ${target}` : ` to ${target}` };
    clauses.push(clause(language, rule, who, words(of.towards, object)));
  }
  // Where who acts is the same in all of it, one clause says it.
  const together = rule.target === null && clauses.length > 1 ? [clause(language, rule, who, words(rule.actions))] : clauses;
  return language === "fr" ? `${rooms(policy, language, rule.room)} : ${together.join(" ; ")}.` : `${rooms(policy, language, rule.room)}: ${together.join("; ")}.`;
}

/**
 * What a rule says, in one sentence: for which rooms, who, what, and under which condition. What only reading the rule tells
 * (whether it is on trial, its exceptions, its obligations) is not in it.
 */
export const ruleSentence = (policy: Policy, rule: Rule): LocalisedText => inEach((language) => sentence(policy, language, rule));
