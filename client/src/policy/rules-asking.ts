/** Which rules ask a person to confirm an action. `decide` names one: the first of the first layer that refuses. */
import { decide } from "#policies/evaluate/decide.ts";
import type { AccessRequest } from "#policies/model/access-request.ts";
import type { Layer } from "#policies/model/policy.ts";
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import type { DecidingLayers } from "../domain/deciding-layers.ts";

export interface RuleAsking {
  readonly ruleId: string;
  readonly layer: Layer;
  readonly policyVersion: number;
}

/** Kept with what is indexed of them: the same rules ask about one action after the other. */
const putAside = new WeakMap<PolicyBundle, Map<string, PolicyBundle>>();

function without(bundle: PolicyBundle, ruleId: string): PolicyBundle {
  const known = putAside.get(bundle) ?? new Map<string, PolicyBundle>();
  putAside.set(bundle, known);
  const rest = known.get(ruleId) ?? { ...bundle, policy: { ...bundle.policy, rules: bundle.policy.rules.filter(({ id }) => id !== ruleId) } };
  known.set(ruleId, rest);
  return rest;
}

function* asking(bundle: PolicyBundle, request: AccessRequest): Generator<RuleAsking> {
  for (let rest = bundle; ; ) {
    const { rule_id: ruleId, unmet, layer, policy_version: policyVersion } = decide(rest, request);
    if (unmet.length === 0) return;
    if (unmet.includes("confirmed")) yield { ruleId, layer, policyVersion };
    rest = without(rest, ruleId);
  }
}

/**
 * What `decide` says with the rule that it names put aside is the next one. Only for showing them all: whether the action is allowed,
 * the decision under all rules says.
 * @returns in the order in which they are asked; a layer that is missing has no rules of its own to show
 */
export const rulesAskingToConfirm = ({ national, narrower }: DecidingLayers, request: AccessRequest): readonly RuleAsking[] =>
  [national, ...narrower.filter(({ version }) => version > 0)].flatMap((bundle) => [...asking(bundle, request)]);
