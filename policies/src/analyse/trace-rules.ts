/** What each rule says to one request, and which of its matchers failed: the same matchers that decide, asked one part at a time. */
import { carvesOut, personMatches, roomMatches, type Person } from "../evaluate/matcher.ts";
import { indexOf } from "../evaluate/rule-index.ts";
import type { Truth } from "../evaluate/truth.ts";
import type { AccessRequest } from "../model/access-request.ts";
import type { Instant, Matcher, Policy, RoomMatcher, Rule, RuleEffect, RuleException } from "../model/policy.ts";

/** A part of a matcher that did not match, as it is written in the rule: `target.sets`. */
export interface FailedPart {
  readonly part: `who.${keyof Matcher}` | `target.${keyof Matcher}` | `room.${keyof RoomMatcher}`;
  readonly wanted: readonly string[] | boolean;
  /** unknown: the request names nobody whom the part could look at; only an allow rule fails by that */
  readonly outcome: "false" | "unknown";
}

export interface ExceptionTrace {
  /** its place in the rule, from 0 */
  readonly index: number;
  readonly until: Instant;
  readonly outcome: "holds" | "over" | "other_room" | "other_people";
}

export interface RuleTrace {
  readonly ruleId: string;
  readonly effect: RuleEffect;
  readonly onTrial: boolean;
  /** `matches`: it says its word, whether or not another rule decides; `fulfilled`: what it requires is seen to, or is left to clients */
  readonly outcome: "matches" | "fulfilled" | "carved_out" | "no_match";
  /** empty unless the outcome is `no_match` */
  readonly failed: readonly FailedPart[];
  /** those of a rule whose matchers match */
  readonly exceptions: readonly ExceptionTrace[];
}

const PERSON_PARTS = ["sets", "sets_not", "users", "external"] as const;
const ROOM_PARTS = ["class", "class_not", "sets", "sets_not"] as const;
const NO_PERSON: Matcher = { sets: null, sets_not: null, users: null, external: null };
const NO_ROOM: RoomMatcher = { class: null, class_not: null, sets: null, sets_not: null };

const failsBy = (truth: Truth, effect: RuleEffect): FailedPart["outcome"] | null => (truth === false ? "false" : truth === null && effect === "allow" ? "unknown" : null);

const failedParts = (rule: Rule, policy: Policy, request: AccessRequest, actor: Person | null, target: Person | null): readonly FailedPart[] => {
  const failed: FailedPart[] = [];
  const look = (part: FailedPart["part"], wanted: readonly string[] | boolean, truth: Truth): void => {
    const outcome = failsBy(truth, rule.effect);
    if (outcome !== null) failed.push({ part, wanted, outcome });
  };
  for (const [side, matcher, person] of [["who", rule.who, actor], ["target", rule.target, target]] as const) {
    for (const part of PERSON_PARTS) {
      const wanted = matcher?.[part] ?? null;
      if (wanted !== null) look(`${side}.${part}`, wanted, personMatches({ ...NO_PERSON, [part]: wanted }, person));
    }
  }
  for (const part of ROOM_PARTS) {
    const wanted = rule.room?.[part] ?? null;
    if (wanted !== null) look(`room.${part}`, wanted, roomMatches({ ...NO_ROOM, [part]: wanted }, policy, request.room.class ?? "", request.room.id));
  }
  return failed;
};

const traceException = (exception: RuleException, index: number, request: AccessRequest, actor: Person | null, target: Person | null): ExceptionTrace => {
  const { until, room_id } = exception;
  const holds = carvesOut(exception, actor, target, request.room.id, request.now);
  const why = request.now >= until ? "over" : room_id !== null && room_id !== request.room.id ? "other_room" : "other_people";
  return { index, until, outcome: holds ? "holds" : why };
};

const isFulfilled = ({ effect, requires }: Rule, { met }: AccessRequest): boolean => effect === "require" && (met === null || requires.every((one) => met.includes(one)));

/** The rules that speak of the action, by ID. @param request a well-formed one */
export const traceRules = (policy: Policy, request: AccessRequest): readonly RuleTrace[] => {
  const { people } = indexOf(policy);
  const actor = people.profileOf(request.actor).person;
  const target = people.profileOf(request.target).person;
  const speaking = policy.rules.filter(({ actions }) => actions.includes(request.action)).sort((a, b) => (a.id < b.id ? -1 : 1));
  return speaking.map((rule): RuleTrace => {
    const failed = failedParts(rule, policy, request, actor, target);
    const exceptions = failed.length > 0 ? [] : rule.exceptions.map((exception, index) => traceException(exception, index, request, actor, target));
    const carved = exceptions.some(({ outcome }) => outcome === "holds");
    const outcome = failed.length > 0 ? "no_match" : carved ? "carved_out" : isFulfilled(rule, request) ? "fulfilled" : "matches";
    return { ruleId: rule.id, effect: rule.effect, onTrial: rule.mode === "evaluate", outcome, failed, exceptions };
  });
};
