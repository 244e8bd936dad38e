import { EventType, type ICreateRoomOpts, type MatrixClient } from "matrix-js-sdk";
import type { CreateRoomBody } from "#policies/evaluate/room-creation-body.ts";
import type { Failure } from "../domain/failure.ts";
import { parseRoomAddress, type RoomId, type UserId } from "../domain/ids.ts";
import { untilTrue } from "../domain/live.ts";
import type { RoomMaker } from "../domain/ports/room-maker.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import type { DirectRooms } from "./direct-rooms.ts";
import { inviteWithoutHistory } from "./invitation.ts";
import { failureOf } from "./matrix-failure.ts";
import { roomArrived } from "./room-arrival.ts";
import type { SyncTransport } from "./sliding-sync/sync-transport.ts";

/** The unguarded verbs around making a room. Only the composition root may hold them. */
export class MatrixRoomMaker implements RoomMaker {
  readonly #client: MatrixClient;
  readonly #direct: DirectRooms;
  readonly #sync: Pick<SyncTransport, "caughtUp">;

  constructor(client: MatrixClient, direct: DirectRooms, sync: Pick<SyncTransport, "caughtUp">) {
    this.#client = client;
    this.#direct = direct;
    this.#sync = sync;
  }

  /**
   * Creates the room and then invites, one person after the other: Synapse refuses a creation for one forbidden invitation
   * when the room exists already, and does not say which one it is. Is somebody refused, the room is left again.
   */
  async make(body: CreateRoomBody): Promise<Result<RoomId, Failure>> {
    try {
      // The SDK's types name the preset and visibility as enums whose values are these very strings.
      const answer = await this.#client.createRoom({ ...body, invite: [] } as unknown as ICreateRoomOpts);
      const roomId = parseRoomAddress(answer.room_id) as RoomId | null;
      if (roomId === null) return failed({ code: "unexpected", detail: "no room ID" });
      for (const userId of body.invite) {
        try {
          await inviteWithoutHistory(this.#client, roomId, userId);
        } catch (error) {
          await this.#client.leave(roomId).catch(() => undefined);
          return failed(failureOf(error));
        }
      }
      const arrived = await roomArrived(this.#client, roomId, body.initial_state.some(({ type }) => type === "m.room.encryption"));
      // A room of which sync has not brought everything cannot be judged; it stays, and is in the list once it comes.
      return arrived ? ok(roomId) : failed({ code: "network" });
    } catch (error) {
      return failed(failureOf(error));
    }
  }

  async listInSpace(space: RoomId, room: RoomId): Promise<Result<void, Failure>> {
    try {
      await this.#client.sendStateEvent(space, EventType.SpaceChild, { via: [this.#client.getDomain() ?? ""] }, room);
      return ok(undefined);
    } catch (error) {
      return failed(failureOf(error));
    }
  }

  async directRoomWith(userId: UserId): Promise<RoomId | null> {
    await untilTrue(this.#sync.caughtUp);
    return this.#direct.roomWith(userId);
  }

  async markDirect(room: RoomId, userId: UserId): Promise<Result<void, Failure>> {
    try {
      await this.#direct.note(room, userId);
      return ok(undefined);
    } catch (error) {
      return failed(failureOf(error));
    }
  }
}
