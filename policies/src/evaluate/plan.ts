/** What the rules say to one kind of question, with everything answered but the moment and what was seen to. */
import type { Action, Obligation, Policy, Requirement, RoomClass, Rule } from "../model/policy.ts";
import { carvesOut, personMatches, roomMatches, type Person } from "./matcher.ts";
import { allOf } from "./truth.ts";

/** A deny or require rule that matches. */
export interface Objection {
  readonly id: string;
  /** an exception carves the case out before this instant; empty: none does */
  readonly carvedUntil: string;
  /** of a require rule; null: a deny rule */
  readonly requires: readonly Requirement[] | null;
}

export interface Plan {
  /** each list by rule ID */
  readonly denying: readonly Objection[];
  readonly requiring: readonly Objection[];
  /** deny and require rules on trial */
  readonly onTrial: readonly Objection[];
  /** whether the class lets the person in who would enter */
  readonly admitted: boolean;
  readonly allowedBy: string | null;
  readonly obligations: readonly Obligation[];
}

export interface Situation {
  readonly action: Action;
  readonly classId: string;
  readonly actor: Person | null;
  readonly target: Person | null;
  readonly roomId: string | null;
}

/** Who enters the room through an action, if anybody. */
const entering = ({ action, actor, target }: Situation): Person | null | undefined =>
  action === "create_room" ? actor : action === "join" || action === "invite" ? target : undefined;

/** Service accounts never get keys, so no class with encryption lets them in. */
const admits = ({ members: { sets, externals }, encryption }: RoomClass, person: Person | null): boolean => {
  if (person === null || (person.service && encryption === "required")) return false;
  return person.external ? externals : sets === null || sets.some((name) => person.sets.has(name));
};

const objection = (rule: Rule, { actor, target, roomId }: Situation): Objection => {
  const ends = rule.exceptions.filter((exception) => carvesOut(exception, actor, target, roomId, "")).map(({ until }) => until);
  return { id: rule.id, carvedUntil: ends.sort().at(-1) ?? "", requires: rule.effect === "require" ? rule.requires : null };
};

/** @param rules those that speak of the action in some room of the class, by ID */
export const planFor = (policy: Policy, rules: readonly Rule[], roomClass: RoomClass, situation: Situation): Plan => {
  const { classId, actor, target, roomId } = situation;
  const matching = rules.flatMap((rule) =>
    roomMatches(rule.room, policy, classId, roomId) ? [{ rule, outcome: allOf(personMatches(rule.who, actor), personMatches(rule.target, target)) }] : [],
  );
  // Unknown counts as a match in a deny or require rule, and as none in an allow rule: nothing is granted on a guess.
  const objections = matching.filter(({ rule, outcome }) => rule.effect !== "allow" && outcome !== false).map(({ rule }) => ({ rule, found: objection(rule, situation) }));
  const pick = (mode: Rule["mode"], effect: Rule["effect"] | null): readonly Objection[] =>
    objections.filter(({ rule }) => rule.mode === mode && (effect === null || rule.effect === effect)).map(({ found }) => found);
  const allowing = matching.filter(({ rule, outcome }) => rule.effect === "allow" && rule.mode === "enforce" && outcome === true);
  const enters = entering(situation);
  return {
    denying: pick("enforce", "deny"),
    requiring: pick("enforce", "require"),
    onTrial: pick("evaluate", null),
    admitted: enters === undefined || admits(roomClass, enters),
    allowedBy: allowing[0]?.rule.id ?? null,
    obligations: [...new Set(allowing.flatMap(({ rule }) => rule.obligations))].sort(),
  };
};
