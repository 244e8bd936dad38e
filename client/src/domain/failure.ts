/** What can go wrong and is expected to. Screens turn the code into words; nothing here is shown as it stands. */
import type { LocalisedText } from "#policies/model/localised-text.ts";
import type { Action, FurtherLayer, Requirement } from "#policies/model/policy.ts";
import type { Person } from "./person.ts";

/** The five parts of a refusal: what (action), why, rule, who set it and when, what to do and whom to ask. */
export interface RefusalNotice {
  readonly action: Action;
  /** `R-nnnn` a rule of the policy, `F-nn` the floor, `D-<action>` a default */
  readonly ruleId: string;
  /** null for the floor and the defaults, whose texts the client's own catalogue has by `ruleId`, and for rules that have not reached this device */
  readonly rule: { readonly title: LocalisedText; readonly reason: LocalisedText; readonly remedy: LocalisedText } | null;
  readonly owner: LocalisedText | null;
  readonly policyVersion: number | null;
  readonly issuedAt: string | null;
  readonly contact: string | null;
  /** who said no */
  readonly by: "client" | "server";
  /** whose rules said no, when they are not the state's; the same number may stand for another rule in each layer */
  readonly of?: FurtherLayer;
  /** what a rule still requires; absent when it is no such rule */
  readonly unmet?: readonly Requirement[];
  /** the other rules that ask for the same confirmation; absent when this one does not ask for it */
  readonly alsoAsking?: readonly RefusalNotice[];
  /** whose identity the rule wants verified, and is not; absent when it is not about that */
  readonly unproven?: readonly Person[];
}

export type Failure =
  | { readonly code: "refused"; readonly refusal: RefusalNotice }
  | { readonly code: "network" }
  | { readonly code: "rate_limited"; readonly retryAfterMs: number }
  | { readonly code: "not_found" }
  /** Matrix itself forbids it: not a member, not enough power */
  | { readonly code: "forbidden" }
  | { readonly code: "too_large" }
  | { readonly code: "wrong_password" }
  | { readonly code: "account_locked" }
  | { readonly code: "wrong_recovery_key" }
  | { readonly code: "cancelled" }
  | { readonly code: "signed_out" }
  /** somebody's identity changed; the message is held until that is settled */
  | { readonly code: "identity_changed"; readonly userIds: readonly string[] }
  /** somebody new would read it, in a class that says `new_member: hold` */
  | { readonly code: "new_recipient"; readonly userIds: readonly string[] }
  /** it has left, or may have: it can be changed there, but not here */
  | { readonly code: "already_sent" }
  /** this computer has no room left to keep it */
  | { readonly code: "storage_full" }
  | { readonly code: "unexpected"; readonly detail: string };
