/** What can be done before the room list opens. Nothing else opens it (see `domain/security-state.ts`). */
import type { Failure } from "../failure.ts";
import type { Live } from "../live.ts";
import type { Result } from "../result.ts";
import type { SecurityState } from "../security-state.ts";
import type { EmojiVerifier } from "./emoji-verifier.ts";

/** The recovery key in its groups of four characters. Never logged, never stored in the clear. */
export interface RecoveryKeyView {
  readonly groups: readonly string[];
}

/** How far the history has been brought back; `total` is 0 until it is known. */
export interface RestoreProgress {
  readonly restored: number;
  readonly total: number;
}

export interface SecurityGate {
  readonly state: Live<SecurityState>;
  /** Not null while keys of earlier messages are being loaded, just before the gate opens. */
  readonly restoring: Live<RestoreProgress | null>;
  /**
   * First device: makes the identity, the backup and the recovery key. Asked again, it shows the same key until it is proven.
   * @returns `not_found` when the recovery key was made on another device and cannot be shown here: `recover` leads on.
   */
  createIdentity(): Promise<Result<RecoveryKeyView, Failure>>;
  /** @returns the two positions (0-based) of the groups to type again, chosen anew for each attempt. */
  proofPositions(): Promise<readonly [number, number]>;
  /** @returns `wrong_recovery_key` when either group differs. */
  proveRecoveryKey(groups: readonly [string, string]): Promise<Result<void, Failure>>;
  /** In `unverified_device` or `recovery_unproven`: the whole key, as typed. */
  recover(recoveryKey: string): Promise<Result<void, Failure>>;
  /** In `unverified_device`: asks the person's other devices. */
  readonly emoji: EmojiVerifier;
}
