/** Matchers and exceptions (SPECIFICATION.md section 5), over people as the policy's sets and globs see them. */
import type { Matcher, Policy, RoomMatcher, RuleException } from "../model/policy.ts";
import { allOf, type Truth } from "./truth.ts";

/** Somebody as matchers see them. null where a person is wanted and none is known. */
export interface Person {
  readonly sets: ReadonlySet<string>;
  readonly external: boolean;
  /** in a set of kind `service` */
  readonly service: boolean;
  /** which globs of the rules match the user ID; none for a member of a set in general, whom no glob names */
  readonly globs: ReadonlySet<string>;
}

/** null matches anything, an unknown person included; else an unknown person yields unknown. */
export const personMatches = (matcher: Matcher | null, person: Person | null): Truth => {
  if (matcher === null) return true;
  if (person === null) return null;
  const { sets, sets_not, users, external } = matcher;
  return (
    (external === null || external === person.external) &&
    (sets === null || sets.some((set) => person.sets.has(set))) &&
    (sets_not === null || !sets_not.some((set) => person.sets.has(set))) &&
    (users === null || users.some((glob) => person.globs.has(glob)))
  );
};

/** An exception carves out only what it surely names, while it lasts. Unknown counts as no match. */
export const carvesOut = (exception: RuleException, actor: Person | null, target: Person | null, roomId: string | null, now: string): boolean =>
  now < exception.until &&
  (exception.room_id === null || exception.room_id === roomId) &&
  allOf(personMatches(exception.who, actor), personMatches(exception.target, target)) === true;

/** Whether a room is in a room set. A room without an ID does not exist yet, and no set lists it. */
const isInSet = (policy: Policy, name: string, classId: string, roomId: string | null): boolean => {
  const set = policy.room_sets[name];
  return set !== undefined && (set.classes.includes(classId) || (roomId !== null && set.rooms.includes(roomId)));
};

/** Whether a matcher matches a room of a known class. */
export const roomMatches = (matcher: RoomMatcher | null, policy: Policy, classId: string, roomId: string | null): boolean =>
  matcher === null ||
  ((matcher.class === null || matcher.class.includes(classId)) &&
    (matcher.class_not === null || !matcher.class_not.includes(classId)) &&
    (matcher.sets === null || matcher.sets.some((name) => isInSet(policy, name, classId, roomId))) &&
    (matcher.sets_not === null || !matcher.sets_not.some((name) => isInSet(policy, name, classId, roomId))));

/** The IDs of rooms on which the answer of a matcher may depend. */
export const roomsNamedBy = (matcher: RoomMatcher | null, policy: Policy): readonly string[] =>
  [...(matcher?.sets ?? []), ...(matcher?.sets_not ?? [])].flatMap((name) => policy.room_sets[name]?.rooms ?? []);
