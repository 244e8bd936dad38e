import type { AccessRequest, Decision, LayeredDecision } from "../model/access-request.ts";
import type { PolicyBundle } from "../model/policy-bundle.ts";
import { LAYERS } from "../model/policy.ts";
import { refusedByFloor } from "./floor.ts";
import { actionNamedIn, readAccessRequest } from "./read-access-request.ts";
import { indexOf } from "./rule-index.ts";

/** The answer to something that is not a request and names no action. Always F-07. */
export type DecisionOnUnreadable = Omit<Decision, "action"> & { readonly action: null };
export type LayeredDecisionOnUnreadable = Omit<LayeredDecision, "action"> & { readonly action: null };

/**
 * Decides one request under one verified bundle (SPECIFICATION.md section 6): the floor, then deny rules, then require rules,
 * then whom the class lets in, then allow rules, then the written default. Total and pure: no clock (`now` is part of the
 * request), no throw; what is unknown matches a deny or require rule and never an allow rule.
 * @param request as it came: whatever has not exactly the form of an AccessRequest is refused with F-07
 */
export function decide(bundle: PolicyBundle, request: AccessRequest): Decision;
export function decide(bundle: PolicyBundle, request: unknown): Decision | DecisionOnUnreadable;
export function decide({ layer, version, expires, policy }: PolicyBundle, request: unknown): Decision | DecisionOnUnreadable {
  const asked = readAccessRequest(request);
  if (asked === null) {
    const nothing = { would_deny: [], obligations: [], unmet: [] };
    // the two types differ only in whether `action` is null
    return { effect: "deny", rule_id: "F-07", action: actionNamedIn(request), layer, policy_version: version, ...nothing } as Decision | DecisionOnUnreadable;
  }
  const { action, room, now, met } = asked;
  const index = indexOf(policy);
  const classId = room.class ?? "";
  const actor = index.people.profileOf(asked.actor);
  const target = index.people.profileOf(asked.target);
  const floor = refusedByFloor({ request: asked, roomClass: index.classes.get(classId) ?? null, actor, target, stale: now >= expires }, index);
  if (floor !== null) return { effect: "deny", rule_id: floor, action, layer, policy_version: version, would_deny: [], obligations: [], unmet: [] };
  const { effect, rule_id, would_deny, obligations, unmet } = index.judge(action, classId, { actor, target, roomId: room.id, met, now });
  return { effect, rule_id, action, layer, policy_version: version, would_deny, obligations, unmet };
}

/**
 * Decides under the bundles of several layers (section 6, "Layers"): each is asked alone, and the first that refuses decides,
 * national before ministry before service; so a further layer can only narrow. The obligations of all go with what is allowed.
 * @param narrower at most one bundle of each other layer
 */
export function decideLayers(national: PolicyBundle, narrower: readonly PolicyBundle[], request: AccessRequest): LayeredDecision;
export function decideLayers(national: PolicyBundle, narrower: readonly PolicyBundle[], request: unknown): LayeredDecision | LayeredDecisionOnUnreadable;
export function decideLayers(national: PolicyBundle, narrower: readonly PolicyBundle[], request: unknown): LayeredDecision | LayeredDecisionOnUnreadable {
  const inOrder = [...narrower].sort((a, b) => LAYERS.indexOf(a.layer) - LAYERS.indexOf(b.layer));
  const first = decide(national, request);
  const layers = [first, ...inOrder.map((bundle) => decide(bundle, request))];
  const deciding = layers.find(({ effect }) => effect === "deny") ?? first;
  const obligations = deciding.effect === "deny" ? [] : [...new Set(layers.flatMap((one) => one.obligations))].sort();
  return { ...deciding, obligations, layers } as LayeredDecision | LayeredDecisionOnUnreadable; // all layers read the same request, so `action` is null in all or in none
}
