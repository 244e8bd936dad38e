import { liveSource, type LiveSource } from "../../live.ts";
import { failed, ok } from "../../result.ts";
import type { SecurityState } from "../../security-state.ts";
import type { RestoreProgress, SecurityGate } from "../security-gate.ts";
import { fakeEmojiVerifier, type FakeEmojiVerifier } from "./fake-emoji-verifier.ts";

export const EXAMPLE_RECOVERY_KEY: readonly string[] = ["EsTb", "3aYL", "9kQw", "Zr2m", "Hd7P", "vX4c", "Nf8B", "uJ5t", "Qe6S", "wK1y", "Gm3R", "xA9d"];

export interface FakeSecurityGate extends SecurityGate {
  readonly state: LiveSource<SecurityState>;
  readonly restoring: LiveSource<RestoreProgress | null>;
  readonly emoji: FakeEmojiVerifier;
}

/** A gate with one known recovery key, which asks for its 3rd and 8th groups (then the 2nd and the last). */
export function fakeSecurityGate(initial: SecurityState, emoji: FakeEmojiVerifier = fakeEmojiVerifier()): FakeSecurityGate {
  const state = liveSource<SecurityState>(initial);
  let attempts = 0;
  let asked: readonly [number, number] = [2, 7];
  return {
    state,
    restoring: liveSource<RestoreProgress | null>(null),
    emoji,
    async createIdentity() {
      state.set({ at: "recovery_unproven" });
      return ok({ groups: EXAMPLE_RECOVERY_KEY });
    },
    async proofPositions() {
      asked = attempts++ % 2 === 0 ? [2, 7] : [1, 11];
      return asked;
    },
    async proveRecoveryKey(groups) {
      if (groups.some((group, index) => group !== EXAMPLE_RECOVERY_KEY[asked[index === 0 ? 0 : 1]])) return failed({ code: "wrong_recovery_key" });
      state.set({ at: "ready" });
      return ok(undefined);
    },
    async recover(recoveryKey) {
      if (recoveryKey.replace(/\s/g, "") !== EXAMPLE_RECOVERY_KEY.join("")) return failed({ code: "wrong_recovery_key" });
      state.set({ at: "ready" });
      return ok(undefined);
    },
  };
}
