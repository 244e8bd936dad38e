import type { MatrixClient } from "matrix-js-sdk";
import type { Failure } from "../domain/failure.ts";
import type { RoomId } from "../domain/ids.ts";
import type { RoomLeaver } from "../domain/ports/room-leaver.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { failureOf } from "./matrix-failure.ts";

/** Leaving needs no rule: nobody is kept in a room. */
export class MatrixRoomLeaver implements RoomLeaver {
  readonly #client: MatrixClient;

  constructor(client: MatrixClient) {
    this.#client = client;
  }

  async leave(roomId: RoomId): Promise<Result<void, Failure>> {
    try {
      await this.#client.leave(roomId);
      return ok(undefined);
    } catch (error) {
      return failed(failureOf(error));
    }
  }
}
