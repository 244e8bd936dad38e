/** What is allowed to be written, and is probably not meant. */
import type { CompiledPolicy } from "../compile/compile-policy.ts";
import type { Position } from "../compile/compile-problem.ts";
import { both } from "../compile/form.ts";
import { roomMatches, roomsNamedBy } from "../evaluate/matcher.ts";
import { later } from "../evaluate/instant.ts";
import type { LocalisedText } from "../model/localised-text.ts";
import type { Action, Matcher, Policy, Rule } from "../model/policy.ts";

export type LintCode = "never_matches" | "shadowed" | "exception_ends_soon" | "exception_over";

export interface LintWarning extends Position {
  readonly code: LintCode;
  readonly ruleId: string;
  readonly message: LocalisedText;
}

const SOON_DAYS = 14;

const classesOf = ({ room }: Rule, policy: Policy): readonly string[] =>
  Object.keys(policy.room_classes).filter((id) => [null, ...roomsNamedBy(room, policy)].some((roomId) => roomMatches(room, policy, id, roomId)));

/** Whether a matcher can match nobody: it wants a set and leaves it out, or wants externals who are in a set. */
const isImpossible = (matcher: Matcher | null): boolean => {
  if (matcher === null) return false;
  const { sets, sets_not, external } = matcher;
  return sets !== null && (external === true || sets.every((set) => sets_not?.includes(set) ?? false));
};

/** Only joins, invitations and gifts of power have a target, so for any other action a rule with a target looks at nobody. */
const HAS_TARGET: readonly Action[] = ["join", "invite", "change_power"];

const neverMatches = (rule: Rule, policy: Policy): boolean =>
  classesOf(rule, policy).length === 0 ||
  isImpossible(rule.who) ||
  isImpossible(rule.target) ||
  (rule.effect === "allow" && rule.target !== null && !rule.actions.some((action) => HAS_TARGET.includes(action)));

/** Whether a matcher tells rooms of one class apart. */
const namesRooms = ({ room }: Rule, policy: Policy): boolean => roomsNamedBy(room, policy).length > 0;

const same = (a: Matcher | null, b: Matcher | null): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether `wider` decides everything that `rule` speaks of, in the same way or over its head. Sure, not complete: equal matchers or none. */
const shadows = (wider: Rule, rule: Rule, policy: Policy): boolean => {
  if (wider.id === rule.id || wider.mode === "evaluate" || wider.exceptions.length > 0) return false;
  if (namesRooms(wider, policy) || wider.effect === "require" || rule.effect === "require") return false;
  if (rule.obligations.length > 0 || (wider.effect === "allow" && rule.effect === "deny")) return false;
  const twin = wider.effect === rule.effect;
  const covers =
    rule.actions.every((action) => wider.actions.includes(action)) &&
    classesOf(rule, policy).every((id) => classesOf(wider, policy).includes(id)) &&
    (wider.who === null || same(wider.who, rule.who)) &&
    (wider.target === null || same(wider.target, rule.target));
  return covers && (!twin || wider.id < rule.id || !shadowsBack(rule, wider, policy));
};

/** Of two rules that say the same, only the later one is called shadowed. */
const shadowsBack = (rule: Rule, wider: Rule, policy: Policy): boolean =>
  rule.mode === "enforce" &&
  rule.exceptions.length === 0 &&
  wider.actions.every((action) => rule.actions.includes(action)) &&
  classesOf(wider, policy).every((id) => classesOf(rule, policy).includes(id)) &&
  (rule.who === null || same(rule.who, wider.who)) &&
  (rule.target === null || same(rule.target, wider.target));

/**
 * Warns of rules that can never match or are always decided by another, and of exceptions at their end.
 * @param now Instant
 */
export const lintPolicy = ({ policy, positionOf }: CompiledPolicy, now: string): readonly LintWarning[] => {
  const warnings: LintWarning[] = [];
  const soon = later(now, SOON_DAYS * 24 * 60 * 60);
  for (const rule of policy.rules) {
    const warn = (code: LintCode, message: LocalisedText, exception?: number): void => {
      warnings.push({ ...positionOf(rule.id, exception), code, ruleId: rule.id, message });
    };
    const wider = policy.rules.find((other) => shadows(other, rule, policy));
    if (neverMatches(rule, policy)) warn("never_matches", both("Cette règle ne peut jamais s’appliquer.", "This rule can never match."));
    else if (wider !== undefined) warn("shadowed", both(`${wider.id} décide déjà de tout ce que dit cette règle.`, `${wider.id} decides all that this rule speaks of already.`));
    rule.exceptions.forEach(({ until }, index) => {
      if (until <= now) warn("exception_over", both("Cette exception est terminée : retirez-la.", "This exception is over: remove it."), index);
      else if (until <= soon) warn("exception_ends_soon", both(`Cette exception se termine le ${until}.`, `This exception ends on ${until}.`), index);
    });
  }
  return warnings;
};
