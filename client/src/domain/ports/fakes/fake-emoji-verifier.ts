import { liveSource, type LiveSource } from "../../live.ts";
import { ok } from "../../result.ts";
import type { EmojiVerification, EmojiVerifier } from "../emoji-verifier.ts";

export const EXAMPLE_EMOJI: Extract<EmojiVerification, { at: "compare" }>["emoji"] = [
  { symbol: "🐶", number: 0 },
  { symbol: "🦁", number: 2 },
  { symbol: "☂️", number: 37 },
  { symbol: "🎸", number: 57 },
  { symbol: "🌳", number: 16 },
  { symbol: "⏰", number: 39 },
  { symbol: "✈️", number: 53 },
];

export interface FakeEmojiVerifier extends EmojiVerifier {
  /** what the other side does is written here */
  readonly state: LiveSource<EmojiVerification>;
}

/** Asking leads to `waiting`; the test plays the other side by `state.set`. */
export function fakeEmojiVerifier(initial: EmojiVerification = { at: "idle" }): FakeEmojiVerifier {
  const state = liveSource<EmojiVerification>(initial);
  const become = async (next: EmojiVerification) => {
    state.set(next);
    return ok(undefined);
  };
  return {
    state,
    requestOwnDevices: () => become({ at: "waiting" }),
    requestPerson: () => become({ at: "waiting" }),
    accept: () => become({ at: "compare", emoji: EXAMPLE_EMOJI }),
    theyMatch: () => become({ at: "confirmed_here" }),
    async theyDiffer() {
      state.set({ at: "failed", reason: "mismatch" });
    },
    async cancel() {
      state.set({ at: "failed", reason: "cancelled_here" });
    },
  };
}
