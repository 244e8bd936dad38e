import type { AccessRequest, Decision } from "../model/access-request.ts";
import type { PolicyBundle } from "../model/policy-bundle.ts";
import { listedClass, refusedByFloor } from "./floor.ts";
import type { Person } from "./matcher.ts";
import { actionNamedIn, readAccessRequest } from "./read-access-request.ts";
import { indexOf, type PolicyIndex } from "./rule-index.ts";

/** The answer to something that is not a request and names no action. Always F-07. */
export type DecisionOnUnreadable = Omit<Decision, "action"> & { readonly action: null };

const personOf = (index: PolicyIndex, userId: string | null): Person | null => {
  const { kind, sets } = index.resolve(userId);
  return kind === "unknown" ? null : { sets, external: kind === "external", userId };
};

/**
 * Decides one request under one verified bundle (SPECIFICATION.md section 6): the floor, then deny rules, then allow rules,
 * then the written default. Total and pure: no clock (`now` is part of the request), no throw; what is unknown matches a deny
 * rule and never an allow rule.
 * @param request as it came: whatever has not exactly the form of an AccessRequest is refused with F-07
 */
export function decide(bundle: PolicyBundle, request: AccessRequest): Decision;
export function decide(bundle: PolicyBundle, request: unknown): Decision | DecisionOnUnreadable;
export function decide(bundle: PolicyBundle, request: unknown): Decision | DecisionOnUnreadable {
  const asked = readAccessRequest(request);
  const source = { layer: bundle.layer, policy_version: bundle.version } as const;
  if (asked === null) {
    return { effect: "deny", rule_id: "F-07", action: actionNamedIn(request), ...source, would_deny: [] } as
      | Decision
      | DecisionOnUnreadable; // the two differ only in whether `action` is null
  }
  const { action, room, now } = asked;
  const index = indexOf(bundle.policy);
  const roomClass = listedClass(bundle.policy, room.class);
  const floor = refusedByFloor(asked, roomClass, index, now >= bundle.expires);
  if (floor !== null || room.class === null) {
    return { effect: "deny", rule_id: floor ?? "F-01", action, ...source, would_deny: [] };
  }
  const actor = personOf(index, asked.actor);
  const target = personOf(index, asked.target);
  const { effect, rule_id, would_deny } = index.judge(action, room.class, { actor, target, roomId: room.id, now });
  return { effect, rule_id, action, ...source, would_deny };
}
