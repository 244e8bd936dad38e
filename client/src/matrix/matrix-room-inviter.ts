import type { MatrixClient } from "matrix-js-sdk";
import { listedClass } from "#policies/evaluate/floor.ts";
import { policiesOf, type DecidingLayers } from "../domain/deciding-layers.ts";
import type { Failure } from "../domain/failure.ts";
import type { RoomId, UserId } from "../domain/ids.ts";
import type { Live } from "../domain/live.ts";
import type { RoomInviter } from "../domain/ports/room-inviter.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { inviteWithoutHistory } from "./invitation.ts";
import { failureOf } from "./matrix-failure.ts";
import { roomClassId } from "./room-class.ts";

/** The unguarded verb. Only the composition root may hold it. */
export class MatrixRoomInviter implements RoomInviter {
  readonly #client: MatrixClient;
  readonly #layers: Live<DecidingLayers>;

  constructor(client: MatrixClient, layers: Live<DecidingLayers>) {
    this.#client = client;
    this.#layers = layers;
  }

  async invite(roomId: RoomId, userId: UserId): Promise<Result<void, Failure>> {
    try {
      if (this.#historyIsShared(roomId)) await this.#client.invite(roomId, userId);
      else await inviteWithoutHistory(this.#client, roomId, userId);
      return ok(undefined);
    } catch (error) {
      return failed(failureOf(error));
    }
  }

  /** By the signed classes alone, of every layer: whether what was said before is for those who come later. */
  #historyIsShared(roomId: RoomId): boolean {
    const room = this.#client.getRoom(roomId);
    const classId = room === null ? null : roomClassId(room);
    return policiesOf(this.#layers.current()).every((policy) => ["shared", "world_readable"].includes(listedClass(policy, classId)?.history_visibility ?? ""));
  }
}
