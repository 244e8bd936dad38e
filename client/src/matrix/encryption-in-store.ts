import type { MatrixClient } from "matrix-js-sdk";
import type { CryptoApi } from "matrix-js-sdk/lib/crypto-api/index.js";

/** Rooms in which each crypto store has said that encryption is on: it never goes off again, so that nothing is asked twice. */
const on = new WeakMap<CryptoApi, Set<string>>();

/**
 * Whether the crypto store has encryption settings for a room. It keeps them even if the room's state event disappears.
 * @returns null when the client has no crypto store, which says nothing about the room
 */
export async function encryptionInStore(client: MatrixClient, roomId: string): Promise<boolean | null> {
  const crypto = client.getCrypto();
  if (crypto === undefined) return null;
  const known = on.get(crypto) ?? new Set<string>();
  on.set(crypto, known);
  if (known.has(roomId)) return true;
  const isOn = await crypto.isEncryptionEnabledInRoom(roomId);
  if (isOn) known.add(roomId);
  return isOn;
}
