import type { MatrixClient } from "matrix-js-sdk";
import type { Failure } from "../domain/failure.ts";
import { parseRoomAddress, parseUserId, type RoomAlias, type RoomId } from "../domain/ids.ts";
import type { RoomJoiner } from "../domain/ports/room-joiner.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import type { DirectRooms } from "./direct-rooms.ts";
import { failureOf } from "./matrix-failure.ts";
import { roomArrived } from "./room-arrival.ts";

/** The unguarded verb: enters whatever the homeserver lets one enter. Only the composition root may hold it. */
export class MatrixRoomJoiner implements RoomJoiner {
  readonly #client: MatrixClient;
  readonly #direct: DirectRooms;

  constructor(client: MatrixClient, direct: DirectRooms) {
    this.#client = client;
    this.#direct = direct;
  }

  /** Resolves when sync has brought the room, so that its facts can be checked. */
  async join(address: RoomId | RoomAlias): Promise<Result<RoomId, Failure>> {
    const invited = this.#client.getRoom(address);
    const inviter = invited && this.#direct.isDirect(invited) ? parseUserId(invited.getDMInviter() ?? "") : null;
    try {
      const room = await this.#client.joinRoom(address);
      // The homeserver answered with this ID; an address that begins with `!` parses to a room ID.
      const roomId = parseRoomAddress(room.roomId) as RoomId | null;
      if (roomId === null) return failed({ code: "unexpected", detail: "no room ID" });
      // The state of a room that is joined comes whole, with its encryption if it has one.
      await roomArrived(this.#client, roomId, false);
      // For other clients of the same account; our own goes by the class, so that a failure here loses nothing.
      if (inviter) await this.#direct.note(roomId, inviter).catch(() => undefined);
      return ok(roomId);
    } catch (error) {
      return failed(failureOf(error));
    }
  }
}
