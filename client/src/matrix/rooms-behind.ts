/**
 * Rooms that come in let a person pass. The SDK takes in an answer of a hundred rooms in one go; between two of them it waits for nothing
 * but the crypto library, which it tells of each room's encryption. There it waits for its turn as well.
 */
import type { MatrixClient } from "matrix-js-sdk";
import type { CryptoBackend } from "matrix-js-sdk/lib/common-crypto/CryptoBackend.js";
import type { Precedence } from "./precedence.ts";

/** To be called before the client is started. */
export function takeInBehind(client: MatrixClient, precedence: Precedence): void {
  // The client hands out its crypto as CryptoApi; it is the same object, and the SDK's sync calls it.
  const crypto = client.getCrypto() as CryptoBackend | undefined;
  if (crypto === undefined) return;
  const told = crypto.onCryptoEvent.bind(crypto);
  crypto.onCryptoEvent = async (room, event) => {
    await precedence.turn();
    await told(room, event);
  };
}
