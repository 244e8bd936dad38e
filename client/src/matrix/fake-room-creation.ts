/** The creation event of a room, and the ID that follows from it, as a homeserver makes them. */
import { ROOM_CLASS_KEY } from "#policies/model/wire-names.ts";
import type { RoomId } from "../domain/ids.ts";
import { createdRoomId } from "./room-creation.ts";

/** @param at tells rooms of one class and creator apart. */
export function fakeCreation(classId: string, sender: string, at = 1) {
  const event = { type: "m.room.create", state_key: "", sender, content: { room_version: "12", [ROOM_CLASS_KEY]: classId }, origin_server_ts: at };
  const roomId = createdRoomId(event);
  if (roomId === null) throw new Error("a plain event has a hash");
  return { roomId: roomId as RoomId, stateEvent: { event, getContent: () => event.content } };
}
