import type { MatrixClient } from "matrix-js-sdk";
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
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
  readonly #bundle: Live<PolicyBundle>;

  /** @param bundle the verified bundle in force */
  constructor(client: MatrixClient, bundle: Live<PolicyBundle>) {
    this.#client = client;
    this.#bundle = bundle;
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

  /** By the signed class alone: whether what was said before is for those who come later. */
  #historyIsShared(roomId: RoomId): boolean {
    const room = this.#client.getRoom(roomId);
    const classId = room === null ? null : roomClassId(room);
    const classes = this.#bundle.current().policy.room_classes;
    const definition = classId !== null && Object.hasOwn(classes, classId) ? classes[classId] : undefined;
    return definition?.history_visibility === "shared" || definition?.history_visibility === "world_readable";
  }
}
