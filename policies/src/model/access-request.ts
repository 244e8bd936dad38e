/** The question put to `decide`, and its answer (SPECIFICATION.md section 6). Types only. */
import type { Action, ClassPowerLevels, Effect, HistoryVisibility, Instant, Layer, Obligation, Requirement } from "./policy.ts";

/** What is about to be fixed by a room's creation. null: not stated by the caller, which is refused. */
export interface RoomCreation {
  readonly encryption: boolean;
  readonly history_visibility: HistoryVisibility | null;
  readonly join_rule: string | null;
  readonly federate: boolean;
  readonly additional_creators: boolean;
  readonly trusted_private_chat: boolean;
  readonly space: boolean;
  readonly power_levels: ClassPowerLevels | null;
}

export interface AccessRequest {
  readonly action: Action;
  readonly actor: string | null;
  /** join: the actor; invite: the invitee; change_power: whose power rises; otherwise null */
  readonly target: string | null;
  readonly room: { readonly id: string | null; readonly class: string | null; readonly encrypted: boolean | null };
  readonly event_encrypted: boolean | null;
  readonly creation: RoomCreation | null;
  /** what a client has seen to; null: asked by a server, which cannot see to any requirement and leaves them to clients */
  readonly met: readonly Requirement[] | null;
  readonly now: Instant;
}

/** `F-nn` the floor, `D-<action>` a default, `R-nnnn` a rule of the policy. */
export type DecidingRuleId = string;

export interface Decision {
  readonly effect: Effect;
  readonly rule_id: DecidingRuleId;
  readonly action: Action;
  readonly layer: Layer;
  readonly policy_version: number;
  /** rules in mode `evaluate` that would have denied, sorted */
  readonly would_deny: readonly string[];
  /** of an allowed action: what goes with it, sorted */
  readonly obligations: readonly Obligation[];
  /** of an action that a `require` rule refused: what that rule still asks for, sorted */
  readonly unmet: readonly Requirement[];
}

/** The decision over several layers, and what each of them said. */
export interface LayeredDecision extends Decision {
  readonly layers: readonly Decision[];
}

/** `org.chancery.refusal` in an error of the homeserver (section 8). */
export interface Refusal {
  readonly rule_id: DecidingRuleId;
  readonly action: Action;
  readonly layer: Layer | null;
  readonly policy_version: number | null;
}
