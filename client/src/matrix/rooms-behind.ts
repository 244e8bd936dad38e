/**
 * Rooms that come in let a person pass. The SDK takes in all the rooms of an answer at the same time, and waits for nothing on the way but
 * the crypto library, which it tells of each room's encryption: a hundred transactions at once, in front of whatever is asked next. So they
 * are told one after the other, each when it is its turn.
 */
import type { MatrixClient } from "matrix-js-sdk";
import type { CryptoBackend } from "matrix-js-sdk/lib/common-crypto/CryptoBackend.js";
import type { Precedence } from "./precedence.ts";

/** To be called before the client is started. */
export function takeInBehind(client: MatrixClient, precedence: Precedence): void {
  // The client hands out its crypto as CryptoApi; it is the same object, and the SDK's sync calls it.
  const crypto = client.getCrypto() as CryptoBackend | undefined;
  if (crypto === undefined) return;
  const tell = crypto.onCryptoEvent.bind(crypto);
  let last: Promise<void> = Promise.resolve();
  crypto.onCryptoEvent = (room, event) => {
    const told = last.then(async () => {
      await precedence.turn();
      await tell(room, event);
    });
    // What ends one room's answer in an exception is that room's alone.
    last = told.catch(() => undefined);
    return told;
  };
}
