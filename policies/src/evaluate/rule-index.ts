/** Rules sorted by the action and the class they speak of, so that a decision looks only at those that can apply. */
import type { Action, Policy, Rule } from "../model/policy.ts";
import { exceptionMatcher, personMatcher, type ExceptionMatcher, type Person, type PersonMatcher } from "./matcher.ts";
import { subjectResolver, type Subject } from "./subject.ts";
import { allOf, type Truth } from "./truth.ts";

export interface Question {
  readonly actor: Person | null;
  readonly target: Person | null;
  readonly roomId: string | null;
  readonly now: string;
}

interface PreparedRule {
  readonly id: string;
  readonly who: PersonMatcher;
  readonly target: PersonMatcher;
  readonly exceptions: readonly ExceptionMatcher[];
}

interface RulesOfClass {
  readonly denying: readonly PreparedRule[];
  readonly wouldDeny: readonly PreparedRule[];
  readonly allowing: readonly PreparedRule[];
}

export interface PolicyIndex {
  readonly resolve: (userId: string | null) => Subject;
  readonly publicRooms: ReadonlySet<string>;
  /** What the rules say about an action in a class that the policy lists; the floor is not looked at. */
  readonly judge: (action: Action, classId: string, question: Question) => Judgement;
}

export interface Judgement {
  readonly effect: "allow" | "deny";
  readonly rule_id: string;
  readonly would_deny: readonly string[];
}

const speaksOf = (rule: Rule, action: Action, classId: string): boolean =>
  rule.actions.includes(action) &&
  (rule.room === null ||
    ((rule.room.class === null || rule.room.class.includes(classId)) &&
      (rule.room.class_not === null || !rule.room.class_not.includes(classId))));

const prepare = (rule: Rule): PreparedRule => ({
  id: rule.id,
  who: personMatcher(rule.who),
  target: personMatcher(rule.target),
  exceptions: rule.exceptions.map(exceptionMatcher),
});

const outcome = (rule: PreparedRule, { actor, target }: Question): Truth => allOf(rule.who(actor), rule.target(target));

/** Unknown counts as a match in a deny rule: what cannot be looked at is refused. */
const denies = (rule: PreparedRule, question: Question): boolean =>
  outcome(rule, question) !== false &&
  !rule.exceptions.some((carvesOut) => carvesOut(question.actor, question.target, question.roomId, question.now));

/** Unknown counts as no match in an allow rule: nothing is granted on a guess. */
const allows = (rule: PreparedRule, question: Question): boolean => outcome(rule, question) === true;

/** Prepares a policy for many decisions. */
export const indexPolicy = (policy: Policy): PolicyIndex => {
  const inOrder = [...policy.rules].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const prepared = new Map(inOrder.map((rule) => [rule, prepare(rule)]));
  const byAction = new Map<Action, Map<string, RulesOfClass>>();

  const rulesFor = (action: Action, classId: string): RulesOfClass => {
    const byClass = byAction.get(action) ?? new Map<string, RulesOfClass>();
    byAction.set(action, byClass);
    const known = byClass.get(classId);
    if (known !== undefined) return known;
    const pick = (effect: Rule["effect"], mode: Rule["mode"]): PreparedRule[] =>
      inOrder
        .filter((rule) => rule.effect === effect && rule.mode === mode && speaksOf(rule, action, classId))
        .flatMap((rule) => prepared.get(rule) ?? []);
    const rules = { denying: pick("deny", "enforce"), wouldDeny: pick("deny", "evaluate"), allowing: pick("allow", "enforce") };
    byClass.set(classId, rules);
    return rules;
  };

  return {
    resolve: subjectResolver(policy),
    publicRooms: new Set(policy.public_rooms),
    judge: (action, classId, question) => {
      const rules = rulesFor(action, classId);
      const would_deny = rules.wouldDeny.filter((rule) => denies(rule, question)).map((rule) => rule.id);
      const denying = rules.denying.find((rule) => denies(rule, question));
      if (denying !== undefined) return { effect: "deny", rule_id: denying.id, would_deny };
      const allowing = rules.allowing.find((rule) => allows(rule, question));
      if (allowing !== undefined) return { effect: "allow", rule_id: allowing.id, would_deny };
      return { effect: policy.defaults[action], rule_id: `D-${action}`, would_deny };
    },
  };
};

const indexes = new WeakMap<Policy, PolicyIndex>();

/** The index of a policy, built once for each policy object (policies are never changed in place). */
export const indexOf = (policy: Policy): PolicyIndex => {
  let index = indexes.get(policy);
  if (index === undefined) {
    index = indexPolicy(policy);
    indexes.set(policy, index);
  }
  return index;
};
