/** What the rules say before one tries. The guarded verbs ask the same question again when they act. */
import type { Action, Layer } from "#policies/model/policy.ts";
import type { PolicyBundle, PolicyOverlay } from "#policies/model/policy-bundle.ts";
import type { RefusalNotice } from "../failure.ts";
import type { RoomId, UserId } from "../ids.ts";
import type { Live } from "../live.ts";

export interface RejectedOffer {
  readonly code: string;
  readonly from: "endpoint" | "governance_room" | "store";
  readonly at: number;
  /** whose rules they were meant to be; null: no layer's, as a root or a pulse */
  readonly of: Layer | null;
}

/** How the rules of one layer stand on this device. */
export interface LayerStatus {
  /** as it was signed; null: the root names the layer, and its rules have not reached this device */
  readonly bundle: PolicyBundle | null;
  /** what decides now: with the overlay's rules among its own */
  readonly deciding: PolicyBundle;
  /** emergency refusals in force now */
  readonly overlay: PolicyOverlay | null;
  /** how many people may sign for the layer */
  readonly officers: number;
  /** in force but stale: what widens is refused */
  readonly staleSince: string | null;
  /** what makes the rules stale, now or later: their expiry, nobody who confirms them any more, or newer versions that were withheld */
  readonly staleBy: "expiry" | "no_pulse" | "behind";
  /** ms since the epoch; null: never */
  readonly receivedAt: number | null;
}

/** The state's rules, and those that narrow them. */
export interface PolicyStatus extends LayerStatus {
  readonly bundle: PolicyBundle;
  /** of each further layer that has a say, in the order in which they are asked */
  readonly narrower: readonly LayerStatus[];
  readonly rootExample: boolean;
  /** ms since the epoch: when a server last confirmed this version */
  readonly confirmedAt: number | null;
  readonly receivedAt: number;
  /** what was offered and refused since the start, newest first, at most 20 */
  readonly rejected: readonly RejectedOffer[];
}

export interface PolicyQuestion {
  readonly action: Action;
  /** invite: whom */
  readonly target: UserId | null;
  /** an existing room, or null */
  readonly roomId: RoomId | null;
  /** when the room is not known here: its class (`create_room`, `join`) */
  readonly classId: string | null;
}

export type Verdict = { readonly allowed: true } | { readonly allowed: false; readonly refusal: RefusalNotice };

export interface PolicyAdvisor {
  readonly status: Live<PolicyStatus>;
  ask(question: PolicyQuestion): Promise<Verdict>;
  /** Asks the homeserver's endpoint for a newer version now. */
  refresh(): Promise<void>;
}

/** @returns the first layer, the state's before all others, of which this device may not have the newest rules; null: there is none */
export const staleLayer = (status: PolicyStatus): LayerStatus | null => [status, ...status.narrower].find(({ staleSince }) => staleSince !== null) ?? null;

/** Two questions stand behind a conversation of two: to open a room of the direct class, and to invite this person into it. */
export async function askDirect(advisor: PolicyAdvisor, userId: UserId): Promise<Verdict> {
  const classes = advisor.status.current().bundle.policy.room_classes;
  const classId = Object.keys(classes).find((id) => classes[id]?.kind === "direct") ?? null;
  const create = await advisor.ask({ action: "create_room", target: null, roomId: null, classId });
  return create.allowed ? advisor.ask({ action: "invite", target: userId, roomId: null, classId }) : create;
}
