import type { MatrixClient } from "matrix-js-sdk";
import type { CryptoApi } from "matrix-js-sdk/lib/crypto-api/index.js";

/** What each crypto store is being asked about rooms, and where it has said that encryption is on, which never goes off again. */
const asked = new WeakMap<CryptoApi, Map<string, Promise<boolean>>>();

/**
 * Whether the crypto store has encryption settings for a room. It keeps them even if the room's state event disappears.
 * @returns null when the client has no crypto store, which says nothing about the room
 */
export async function encryptionInStore(client: MatrixClient, roomId: string): Promise<boolean | null> {
  const crypto = client.getCrypto();
  if (crypto === undefined) return null;
  const known = asked.get(crypto) ?? new Map<string, Promise<boolean>>();
  asked.set(crypto, known);
  // Whoever asks at the same time shares the answer where it is on; that it is off may be true no more.
  const answer = known.get(roomId);
  if (answer !== undefined && (await answer.catch(() => false))) return true;
  const asking = crypto.isEncryptionEnabledInRoom(roomId);
  known.set(roomId, asking);
  const isOn = await asking.catch((error: unknown) => {
    known.delete(roomId);
    throw error;
  });
  if (!isOn) known.delete(roomId);
  return isOn;
}
