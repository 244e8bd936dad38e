import type { Matcher, RuleException } from "../model/policy.ts";
import { globMatcher } from "./glob.ts";
import { allOf, type Truth } from "./truth.ts";

/** Somebody as matchers see them. null where a person is wanted and none is known. */
export interface Person {
  readonly sets: readonly string[];
  readonly external: boolean;
  /** null: a member of a set in general, whom no glob names */
  readonly userId: string | null;
}

export type PersonMatcher = (person: Person | null) => Truth;
export type ExceptionMatcher = (actor: Person | null, target: Person | null, roomId: string | null, now: string) => boolean;

const matchesAnything: PersonMatcher = () => true;

/** Prepares a matcher. null matches anything, an unknown person included; else an unknown person yields unknown. */
export const personMatcher = (matcher: Matcher | null): PersonMatcher => {
  if (matcher === null) return matchesAnything;
  const { sets, sets_not, users, external } = matcher;
  const globs = users === null ? null : users.map(globMatcher);
  return (person) => {
    if (person === null) return null;
    if (external !== null && person.external !== external) return false;
    if (sets !== null && !sets.some((set) => person.sets.includes(set))) return false;
    if (sets_not !== null && sets_not.some((set) => person.sets.includes(set))) return false;
    const { userId } = person;
    return globs === null || (userId !== null && globs.some((matches) => matches(userId)));
  };
};

/** Prepares an exception: it carves out only what it surely names, while it lasts. Unknown counts as no match. */
export const exceptionMatcher = (exception: RuleException): ExceptionMatcher => {
  const who = personMatcher(exception.who);
  const target = personMatcher(exception.target);
  return (actor, aim, roomId, now) =>
    now < exception.until &&
    (exception.room_id === null || exception.room_id === roomId) &&
    allOf(who(actor), target(aim)) === true;
};
