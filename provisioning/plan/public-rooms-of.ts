import type { KnownRooms } from "../deployment/rooms.ts";
import type { PublicRoom } from "../policy/public-rooms.ts";
import type { DesiredState } from "./desired-state.ts";

/** The rooms that the signed policy has to list, in the order of the file. */
export const publicRoomsOf = (desired: DesiredState, rooms: KnownRooms): readonly PublicRoom[] =>
  desired.rooms.flatMap((room) => {
    const id = rooms[room.key];
    return room.publication === "public_rooms" && id !== undefined ? [{ id, comment: room.name }] : [];
  });
