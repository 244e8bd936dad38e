/** A crypto library that hides nothing, but reads a message only once its Megolm session has arrived, which a test decides. */
import type { MatrixClient, MatrixEvent } from "matrix-js-sdk";
import { DecryptionError, type CryptoBackend } from "matrix-js-sdk/lib/common-crypto/CryptoBackend.js";
import { DecryptionFailureCode } from "matrix-js-sdk/lib/crypto-api/index.js";

/** @returns the content of an `m.room.encrypted` event that says `content` to whoever has the session. */
export const fakeCiphertext = (sessionId: string, type: string, content: object): Readonly<Record<string, unknown>> => ({
  algorithm: "m.megolm.v1.aes-sha2",
  session_id: sessionId,
  sender_key: "curve",
  device_id: "D",
  ciphertext: JSON.stringify({ type, content }),
});

export class FakeCrypto {
  readonly #sessions = new Set<string>();
  readonly #waiting = new Map<string, Set<MatrixEvent>>();
  /** event IDs, in the order in which they were to be decrypted */
  readonly asked: string[] = [];
  #letThrough = Number.POSITIVE_INFINITY;
  #held: (() => void)[] = [];

  /** To be called before the client is started. The parts in use behave like the SDK's; the rest is absent and would throw when called. */
  installIn(client: MatrixClient): void {
    Object.assign(client, { cryptoBackend: this.#backend });
  }

  /** As when a key comes from its sender or from the backup: whatever waited for it is tried again. */
  arrive(sessionId: string): void {
    this.#sessions.add(sessionId);
    const waiting = this.#waiting.get(sessionId) ?? [];
    this.#waiting.delete(sessionId);
    for (const event of waiting) void event.attemptDecryption(this.#backend, { isRetry: true });
  }

  /** Decrypts so many more, in the order of asking, and then nothing. */
  letThrough(count: number): void {
    this.#letThrough = count;
    for (const go of this.#held.splice(0, count)) {
      this.#letThrough -= 1;
      go();
    }
  }

  async #pass(): Promise<void> {
    if (this.#letThrough > 0) this.#letThrough -= 1;
    else await new Promise<void>((go) => this.#held.push(go));
  }

  readonly #backend = {
    stop: () => undefined,
    onCryptoEvent: async () => undefined,
    onSyncCompleted: () => undefined,
    processSyncChanges: async () => [],
    isEncryptionEnabledInRoom: async () => true,
    getUserDeviceInfo: async () => new Map(),
    getEncryptionInfoForEvent: async () => ({ shieldColour: 0, shieldReason: null }),
    getUserVerificationStatus: async () => ({ known: true, needsUserApproval: false, isVerified: () => false, wasCrossSigningVerified: () => false }),
    decryptEvent: async (event: MatrixEvent) => {
      this.asked.push(event.getId() ?? "");
      await this.#pass();
      const { session_id: sessionId, ciphertext } = event.getWireContent() as { readonly session_id: string; readonly ciphertext: string };
      if (!this.#sessions.has(sessionId)) {
        this.#waiting.set(sessionId, (this.#waiting.get(sessionId) ?? new Set()).add(event));
        throw new DecryptionError(DecryptionFailureCode.MEGOLM_UNKNOWN_INBOUND_SESSION_ID, "the key has not arrived");
      }
      return { clearEvent: { room_id: event.getRoomId(), ...(JSON.parse(ciphertext) as object) }, senderCurve25519Key: "curve", claimedEd25519Key: "ed" };
    },
  } as unknown as CryptoBackend;
}
