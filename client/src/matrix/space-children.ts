/** Which rooms the joined spaces list (Client-Server API, section "Spaces": `m.space.child`). */
import type { Room } from "matrix-js-sdk";
import type { RoomId } from "../domain/ids.ts";

/** @returns for each room ID the spaces that list it. A child without `via` has been taken out of the space. */
export function spacesOfRooms(rooms: readonly Room[]): ReadonlyMap<string, readonly RoomId[]> {
  const spaces = new Map<string, RoomId[]>();
  for (const space of rooms.filter((room) => room.isSpaceRoom() && room.getMyMembership() === "join")) {
    for (const child of space.currentState.getStateEvents("m.space.child")) {
      const via: unknown = child.getContent()["via"];
      const roomId = child.getStateKey();
      if (roomId === undefined || !Array.isArray(via) || via.length === 0) continue;
      // The ID of a known room came from the homeserver as such.
      spaces.set(roomId, [...(spaces.get(roomId) ?? []), space.roomId as RoomId]);
    }
  }
  return spaces;
}
