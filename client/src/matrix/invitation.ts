/**
 * Inviting, without the SDK's own verb: that one hands every old key of the room to the invitee wherever the room's state
 * lets it, or is missing, and state is what a homeserver's operator can change or drop (MSC4268).
 */
import { Method, type MatrixClient } from "matrix-js-sdk";
import type { RoomId } from "../domain/ids.ts";

/** Invites, and shares no key of anything said before. Throws what the SDK throws. */
export async function inviteWithoutHistory(client: MatrixClient, roomId: RoomId, userId: string): Promise<void> {
  await client.http.authedRequest(Method.Post, `/rooms/${encodeURIComponent(roomId)}/invite`, undefined, { user_id: userId });
}
