import type { MatrixClient } from "matrix-js-sdk";
import type { UserId } from "../domain/ids.ts";

/**
 * Whether the homeserver holds a cross-signing identity of `userId`. The crypto library cannot be asked: it counts an
 * identity that it made itself and could not upload. Throws what the SDK throws.
 */
export async function identityPublished(client: MatrixClient, userId: UserId): Promise<boolean> {
  const answer = await client.downloadKeysForUsers([userId]);
  return answer.master_keys?.[userId] !== undefined;
}
