/**
 * Keys of earlier messages that reach the backup after this device first asked for them: the device that holds them
 * uploads up to some ten seconds late. Each missing key is asked for again a few times, with growing pauses.
 */
import { MatrixEventEvent, type MatrixClient, type MatrixEvent } from "matrix-js-sdk";
import type { CryptoBackend } from "matrix-js-sdk/lib/common-crypto/CryptoBackend.js";
import { DecryptionFailureCode } from "matrix-js-sdk/lib/crypto-api/index.js";

/** The first is longer than the crypto library's own pause between two looks for the same key (5 s). */
const PAUSES_MS = [6_000, 10_000, 30_000, 300_000] as const;
/** The rest is asked for when somebody scrolls there again. */
const MOST_KEYS = 200;

const MAY_COME: ReadonlySet<DecryptionFailureCode> = new Set([
  DecryptionFailureCode.HISTORICAL_MESSAGE_WORKING_BACKUP,
  DecryptionFailureCode.MEGOLM_UNKNOWN_INBOUND_SESSION_ID,
]);

const mayCome = (event: MatrixEvent): boolean => event.decryptionFailureReason !== null && MAY_COME.has(event.decryptionFailureReason);

/** @param after calls `wake` after `ms`; returns how to call it off. @returns stops asking. */
export function askForLateKeys(client: MatrixClient, after: (ms: number, wake: () => void) => () => void): () => void {
  const timers = new Map<string, () => void>();

  function ask(sessionId: string, event: MatrixEvent, attempt: number): void {
    const pause = PAUSES_MS[attempt];
    const crypto = client.getCrypto();
    if (pause === undefined || crypto === undefined) return;
    const wake = async (): Promise<void> => {
      if (!mayCome(event)) {
        timers.delete(sessionId);
        return;
      }
      // Trying to decrypt makes the crypto library look in the backup; what arrives is applied to every message of that key.
      // It rejects when the message was redacted meanwhile. `CryptoApi` is what the client hands out of its `CryptoBackend`; the SDK offers no other way to try again.
      await event.attemptDecryption(crypto as CryptoBackend, { isRetry: true });
      ask(sessionId, event, attempt + 1);
    };
    timers.set(sessionId, after(pause, () => void wake().catch(() => timers.delete(sessionId))));
  }

  const failed = (event: MatrixEvent): void => {
    const sessionId: unknown = event.getWireContent()["session_id"];
    if (typeof sessionId !== "string" || timers.has(sessionId) || timers.size >= MOST_KEYS || !mayCome(event)) return;
    ask(sessionId, event, 0);
  };
  client.on(MatrixEventEvent.Decrypted, failed);
  return () => {
    client.off(MatrixEventEvent.Decrypted, failed);
    for (const callOff of timers.values()) callOff();
    timers.clear();
  };
}
