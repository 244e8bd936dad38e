/** The class of a room, from the one place that cannot be changed (policies/SPECIFICATION.md section 4). */
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { ROOM_CLASS_KEY } from "#policies/model/wire-names.ts";
import { createdRoomId } from "./room-creation.ts";

/** Rooms that an event was found to create, so that no event is hashed twice. */
const created = new WeakMap<MatrixEvent, string | null>();

function creates(event: MatrixEvent, roomId: string): boolean {
  if (!created.has(event)) {
    created.set(event, createdRoomId({ sender: event.event.sender, content: event.event.content, origin_server_ts: event.event.origin_server_ts }));
  }
  return created.get(event) === roomId;
}

/**
 * @returns the class that the creation says, or null: also when the event is not the one that this room was created by, and
 *   so for rooms of versions before 12, which nothing of ours creates. Of an invitation it is a claim: what comes with one is
 *   not enough to check.
 */
export function roomClassId(room: Room): string | null {
  const event = room.currentState.getStateEvents("m.room.create", "");
  if (!event || (room.getMyMembership() !== "invite" && !creates(event, room.roomId))) return null;
  const value: unknown = event.event.content?.[ROOM_CLASS_KEY];
  return typeof value === "string" && value.length > 0 && value.length <= 255 ? value : null;
}
