/**
 * Comparing emoji over matrix-js-sdk's verification requests, in both roles, one at a time. The side that asked starts the
 * comparison once the other has accepted.
 */
import type { MatrixClient } from "matrix-js-sdk";
import { CryptoEvent, type CryptoApi } from "matrix-js-sdk/lib/crypto-api/index.js";
import {
  VerificationPhase,
  VerificationRequestEvent,
  VerifierEvent,
  type ShowSasCallbacks,
  type VerificationRequest,
  type Verifier,
} from "matrix-js-sdk/lib/crypto-api/verification.js";
import type { Failure } from "../domain/failure.ts";
import { parseUserId, type DeviceId, type RoomId, type UserId } from "../domain/ids.ts";
import { liveSource } from "../domain/live.ts";
import type { Emoji, EmojiVerification, EmojiVerifier } from "../domain/ports/emoji-verifier.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { emojiNumber } from "./emoji-table.ts";
import { failureOf } from "./matrix-failure.ts";

const SAS = "m.sas.v1";

export interface EmojiVerifierParts {
  readonly client: Pick<MatrixClient, "on" | "off">;
  readonly crypto: Pick<CryptoApi, "requestOwnUserVerification" | "requestVerificationDM">;
  /** the encrypted direct conversation with somebody, in which they are asked; null: there is none */
  readonly directRoomWith: (userId: UserId) => Promise<RoomId | null>;
  /** whether such a request may be shown to the person now */
  readonly mayBeAsked: (by: { readonly ownDevice: boolean }) => boolean;
  /** one of the person's own devices and this one have been compared and match */
  readonly onOwnDeviceDone: () => void;
}

export interface OwnedEmojiVerifier extends EmojiVerifier {
  /** Cancels what is under way and listens no more. */
  dispose(): void;
}

type FailedReason = Extract<EmojiVerification, { at: "failed" }>["reason"];

function reasonOf(cancellationCode: string | null, cancelledHere: boolean): FailedReason {
  if (cancellationCode === "m.mismatched_sas" || cancellationCode === "m.key_mismatch" || cancellationCode === "m.mismatched_commitment") return "mismatch";
  if (cancellationCode === "m.timeout") return "timed_out";
  if (cancelledHere) return "cancelled_here";
  return cancellationCode === null ? "unexpected" : "cancelled_there";
}

/** @returns the seven emoji, or null when one of them is not of the specification's table: then nothing may be compared. */
function emojiOf(callbacks: ShowSasCallbacks): readonly Emoji[] | null {
  const emoji: Emoji[] = [];
  for (const [symbol] of callbacks.sas.emoji ?? []) {
    const number = emojiNumber(symbol);
    if (number === null) return null;
    emoji.push({ symbol, number });
  }
  return emoji.length === 7 ? emoji : null;
}

export function emojiVerifier(parts: EmojiVerifierParts): OwnedEmojiVerifier {
  const state = liveSource<EmojiVerification>({ at: "idle" });
  let current: Conversation | null = null;

  /** One request from its beginning to its end. */
  interface Conversation {
    readonly request: VerificationRequest;
    callbacks: ShowSasCallbacks | null;
    cancelledHere: boolean;
    readonly leave: () => void;
  }

  const underWay = (): boolean => current !== null;

  function end(conversation: Conversation, outcome: EmojiVerification): void {
    if (current !== conversation) return;
    conversation.leave();
    current = null;
    state.set(outcome);
  }

  function follow(request: VerificationRequest, weAsked: boolean): Conversation {
    let started = false;
    let hooked: Verifier | null = null;

    function show(callbacks: ShowSasCallbacks): void {
      if (current !== conversation || conversation.callbacks !== null) return;
      const emoji = emojiOf(callbacks);
      if (emoji === null) {
        callbacks.cancel();
        end(conversation, { at: "failed", reason: "unexpected" });
        return;
      }
      conversation.callbacks = callbacks;
      state.set({ at: "compare", emoji });
    }

    function hook(verifier: Verifier): void {
      hooked = verifier;
      verifier.on(VerifierEvent.ShowSas, show);
      // The emoji may have been made before the event could be heard.
      const callbacks = verifier.getShowSasCallbacks();
      if (callbacks !== null) show(callbacks);
      verifier.verify().catch(() => changed());
    }

    function changed(): void {
      if (current !== conversation) return;
      switch (request.phase) {
        case VerificationPhase.Cancelled:
          end(conversation, { at: "failed", reason: reasonOf(request.cancellationCode, conversation.cancelledHere) });
          return;
        case VerificationPhase.Done: {
          const ownDevice = request.isSelfVerification;
          end(conversation, { at: "done" });
          if (ownDevice) parts.onOwnDeviceDone();
          return;
        }
        case VerificationPhase.Ready:
          if (!weAsked || started) return;
          started = true;
          request.startVerification(SAS).catch(() => void request.cancel());
          return;
        case VerificationPhase.Started:
          if (hooked === null && request.verifier !== undefined) hook(request.verifier);
          return;
        default:
          return;
      }
    }

    const conversation: Conversation = {
      request,
      callbacks: null,
      cancelledHere: false,
      leave: () => {
        request.off(VerificationRequestEvent.Change, changed);
        hooked?.off(VerifierEvent.ShowSas, show);
      },
    };
    current = conversation;
    request.on(VerificationRequestEvent.Change, changed);
    return conversation;
  }

  async function ask(send: () => Promise<VerificationRequest>): Promise<Result<void, Failure>> {
    if (underWay()) return failed({ code: "cancelled" });
    try {
      state.set({ at: "waiting" });
      follow(await send(), true);
      return ok(undefined);
    } catch (error) {
      state.set({ at: "idle" });
      return failed(failureOf(error));
    }
  }

  function onRequest(request: VerificationRequest): void {
    const by = parseUserId(request.otherUserId);
    if (underWay() || state.current().at === "waiting" || by === null || request.initiatedByMe) return;
    if (request.phase !== VerificationPhase.Requested || !parts.mayBeAsked({ ownDevice: request.isSelfVerification })) return;
    follow(request, false);
    // The device ID is opaque and comes from the request that the crypto library parsed.
    state.set({ at: "asked", by, deviceId: (request.otherDeviceId ?? null) as DeviceId | null, ownDevice: request.isSelfVerification });
  }
  parts.client.on(CryptoEvent.VerificationRequestReceived, onRequest);

  async function cancel(): Promise<void> {
    const conversation = current;
    if (conversation === null) {
      state.set({ at: "idle" });
      return;
    }
    conversation.cancelledHere = true;
    end(conversation, { at: "failed", reason: "cancelled_here" });
    try {
      await conversation.request.cancel();
    } catch {
      // The other side hears nothing and times out; here it is over all the same.
    }
  }

  return {
    state,
    requestOwnDevices: () => ask(() => parts.crypto.requestOwnUserVerification()),
    async requestPerson(userId) {
      const roomId = await parts.directRoomWith(userId);
      if (roomId === null) return failed({ code: "not_found" });
      return ask(() => parts.crypto.requestVerificationDM(userId, roomId));
    },
    async accept() {
      const conversation = current;
      if (conversation === null || state.current().at !== "asked") return failed({ code: "cancelled" });
      try {
        state.set({ at: "waiting" });
        await conversation.request.accept();
        return ok(undefined);
      } catch (error) {
        end(conversation, { at: "failed", reason: "unexpected" });
        return failed(failureOf(error));
      }
    },
    async theyMatch() {
      const conversation = current;
      const callbacks = conversation?.callbacks ?? null;
      if (conversation === null || callbacks === null) return failed({ code: "cancelled" });
      try {
        state.set({ at: "confirmed_here" });
        await callbacks.confirm();
        return ok(undefined);
      } catch (error) {
        end(conversation, { at: "failed", reason: "unexpected" });
        return failed(failureOf(error));
      }
    },
    theyDiffer() {
      const conversation = current;
      const callbacks = conversation?.callbacks ?? null;
      if (conversation === null || callbacks === null) return Promise.resolve();
      conversation.cancelledHere = true;
      end(conversation, { at: "failed", reason: "mismatch" });
      callbacks.mismatch();
      return Promise.resolve();
    },
    cancel,
    dispose() {
      parts.client.off(CryptoEvent.VerificationRequestReceived, onRequest);
      const conversation = current;
      if (conversation === null) return;
      current = null;
      conversation.leave();
      conversation.request.cancel().catch(() => undefined);
    },
  };
}
