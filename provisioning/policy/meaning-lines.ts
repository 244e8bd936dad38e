/** What becomes wider and narrower between two versions, in an officer's words. */
import type { Comparison, Direction, MeaningChange, PeopleConcerned } from "#policies/analyse/compare-policies.ts";
import { ANY_ROOM } from "#policies/analyse/request-space.ts";
import type { Policy } from "#policies/model/policy.ts";
import { both, type LocalisedText } from "../output/language.ts";
import { ACTION_WORDS, classWords, indented, peopleWords, ruleWords } from "./policy-words.ts";

export const DIRECTION_WORDS: Readonly<Record<Direction, LocalisedText>> = {
  wider: both("Plus large (refusé avant, permis après) :", "Wider (refused before, allowed after):"),
  narrower: both("Plus étroit (permis avant, refusé après) :", "Narrower (allowed before, refused after):"),
  obligations: both("Permis avec d’autres obligations :", "Allowed with other obligations:"),
  trial: both("Permis, mais d’autres règles à l’essai refuseraient :", "Allowed, but other rules on trial would refuse:"),
};

export const SAME_MEANING_WORDS: LocalisedText = both("Le sens ne change pas : mêmes réponses à toutes les demandes.", "The meaning does not change: the same answers to every request.");
export const INCOMPLETE_WORDS: LocalisedText = both("Attention : trop de cas pour tous les comparer ; il peut y avoir d’autres différences.", "Beware: too many cases to compare them all; there may be further differences.");

function concernedWords(before: Policy, after: Policy, people: readonly PeopleConcerned[]): LocalisedText {
  const one = ({ before: was, after: is, named }: PeopleConcerned): LocalisedText => {
    if (named !== null) return both(named, named);
    const [first, second] = [peopleWords(before, was), peopleWords(after, is)];
    return was.join() === is.join() ? second : both(`${first.fr} → ${second.fr}`, `${first.en} → ${second.en}`);
  };
  const words = people.map(one);
  return both([...new Set(words.map(({ fr }) => fr))].join(", "), [...new Set(words.map(({ en }) => en))].join(", "));
}

/**
 * One change: what becomes different for whom, by which rules, and an example.
 * @param now Instant at which the comparison began
 */
export function changeWords(before: Policy, after: Policy, change: MeaningChange, now: string): readonly [LocalisedText, LocalisedText, LocalisedText] {
  const action = ACTION_WORDS[change.action];
  const named = classWords(change.classId in after.room_classes ? after : before, change.classId);
  const [was, is] = [ruleWords(before, change.rules.before), ruleWords(after, change.rules.after)];
  const actors = concernedWords(before, after, change.actors);
  const targets = concernedWords(before, after, change.targets);
  const { request, before: first, after: second, stale } = change.example;
  const room = request.room.id === null || request.room.id === ANY_ROOM ? "" : ` ${request.room.id}`;
  const rooms = change.rooms.filter((id) => id !== null);
  const only = rooms.length < change.rooms.length ? both("", "") : both(` ; seulement dans ${rooms.join(", ")}`, `; only in ${rooms.join(", ")}`);
  const at = request.now === now ? both("", "") : both(` à partir du ${request.now}`, ` from ${request.now} on`);
  const expired = stale ? both(" (règles expirées)", " (expired rules)") : both("", "");
  const target = request.target === null || request.action === "join" ? "" : ` → ${request.target}`;
  const extra = change.direction === "obligations" ? `   [${first.obligations.join(", ")}] → [${second.obligations.join(", ")}]` : change.direction === "trial" ? `   [${first.would_deny.join(", ")}] → [${second.would_deny.join(", ")}]` : "";
  return [
    both(`${action.fr}, ${named.fr} : ${actors.fr}${change.targets.length === 0 ? "" : ` → ${targets.fr}`}${only.fr}`, `${action.en}, ${named.en}: ${actors.en}${change.targets.length === 0 ? "" : ` → ${targets.en}`}${only.en}`),
    both(`avant ${was.fr}, après ${is.fr}${extra}`, `before ${was.en}, after ${is.en}${extra}`),
    both(`par exemple ${request.actor ?? ""}${target}${room}${at.fr}${expired.fr}`, `for example ${request.actor ?? ""}${target}${room}${at.en}${expired.en}`),
  ];
}

function changeLines(before: Policy, after: Policy, change: MeaningChange, now: string): readonly LocalisedText[] {
  const [what, rules, example] = changeWords(before, after, change, now);
  return [what, indented(rules), indented(example)];
}

/** @param now Instant at which the comparison began */
export function meaningLines(before: Policy, after: Policy, { changes, complete }: Comparison, now: string): readonly LocalisedText[] {
  const directions = [...new Set(changes.map(({ direction }) => direction))];
  const lines = directions.flatMap((direction) => [
    DIRECTION_WORDS[direction],
    ...changes.filter((change) => change.direction === direction).flatMap((change) => changeLines(before, after, change, now).map((line) => indented(line))),
  ]);
  if (changes.length === 0) lines.push(SAME_MEANING_WORDS);
  if (!complete) lines.push(INCOMPLETE_WORDS);
  return lines;
}
