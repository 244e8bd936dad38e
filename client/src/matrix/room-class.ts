/** The class of a room, from the one place that cannot be changed (policies/SPECIFICATION.md section 4). */
import type { Room } from "matrix-js-sdk";
import { ROOM_CLASS_KEY } from "#policies/model/wire-names.ts";

/** @returns the class that the creation says (of an invitation: claims), or null. */
export function roomClassId(room: Room): string | null {
  const value: unknown = room.currentState.getStateEvents("m.room.create", "")?.getContent()[ROOM_CLASS_KEY];
  return typeof value === "string" && value.length > 0 && value.length <= 255 ? value : null;
}
