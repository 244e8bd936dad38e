/** Rules that decide nothing, whatever is asked. */
import { decide } from "../evaluate/decide.ts";
import { ACTIONS, type Instant, type Policy, type Rule } from "../model/policy.ts";
import { kindsOfPeople } from "./kinds-of-people.ts";
import { classesOf, requestSpace } from "./request-space.ts";
import { unsignedBundle } from "./unsigned-bundle.ts";

export interface IdleRule {
  readonly ruleId: string;
  /** what decides wherever this rule applies, sorted; empty: it applies nowhere */
  readonly by: readonly string[];
}

export interface IdleRules {
  readonly rules: readonly IdleRule[];
  readonly complete: boolean;
}

const REQUESTS_LIMIT = 500_000;

/** The policy with one rule, enforced, without exceptions, and in each default the answer that it does not give. */
const alone = (policy: Policy, rule: Rule): Policy => ({
  ...policy,
  defaults: Object.fromEntries(ACTIONS.map((action) => [action, rule.effect === "allow" ? "deny" : "allow"])) as Policy["defaults"], // every action has one
  rules: [{ ...rule, mode: "enforce", exceptions: [] }],
});

/**
 * Asks every distinguishable request. A rule on trial is not idle when it would refuse something; an allow rule on trial counts as
 * absent and is left out.
 * @param limit how many requests to ask at most
 */
export const idleRules = (policy: Policy, now: Instant, limit: number = REQUESTS_LIMIT): IdleRules => {
  const { kinds, complete } = kindsOfPeople([policy]);
  const space = { policies: [policy], kinds, classes: classesOf([policy]), actions: ACTIONS, now };
  const bundle = unsignedBundle(policy, now);
  const busy = new Set<string>();
  let asked = 0;
  for (const { request } of requestSpace(space)) {
    asked += 1;
    if (asked > limit) return { rules: [], complete: false };
    const { rule_id, would_deny } = decide(bundle, request);
    busy.add(rule_id);
    for (const id of would_deny) busy.add(id);
  }
  const idle = policy.rules.filter(({ id, effect, mode }) => !busy.has(id) && (effect !== "allow" || mode === "enforce"));
  const rules = idle.map((rule): IdleRule => {
    const solo = unsignedBundle(alone(policy, rule), now);
    const by = new Set<string>();
    for (const { request } of requestSpace({ ...space, actions: rule.actions })) {
      if (decide(solo, request).rule_id === rule.id) by.add(decide(bundle, request).rule_id);
    }
    return { ruleId: rule.id, by: [...by].sort() };
  });
  return { rules, complete };
};
