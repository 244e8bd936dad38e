/** Comparing seven emoji on two devices (SAS, Client-Server API section "Short Authentication String"). */
import type { Failure } from "../failure.ts";
import type { DeviceId, UserId } from "../ids.ts";
import type { Live } from "../live.ts";
import type { Result } from "../result.ts";

export interface Emoji {
  readonly symbol: string;
  /** index in the specification's table of 64, for the name in the person's language */
  readonly number: number;
}

export type EmojiVerification =
  | { readonly at: "idle" }
  /** somebody asks us */
  | { readonly at: "asked"; readonly by: UserId; readonly deviceId: DeviceId | null; readonly ownDevice: boolean }
  /** we asked and wait for the other side */
  | { readonly at: "waiting" }
  | { readonly at: "compare"; readonly emoji: readonly Emoji[] }
  | { readonly at: "confirmed_here" }
  | { readonly at: "done" }
  | { readonly at: "failed"; readonly reason: "mismatch" | "cancelled_there" | "cancelled_here" | "timed_out" | "unexpected" };

export interface EmojiVerifier {
  readonly state: Live<EmojiVerification>;
  /** Asks the person's own other devices. */
  requestOwnDevices(): Promise<Result<void, Failure>>;
  /** Asks another person, inside the direct conversation with them. */
  requestPerson(userId: UserId): Promise<Result<void, Failure>>;
  accept(): Promise<Result<void, Failure>>;
  theyMatch(): Promise<Result<void, Failure>>;
  theyDiffer(): Promise<void>;
  cancel(): Promise<void>;
}
