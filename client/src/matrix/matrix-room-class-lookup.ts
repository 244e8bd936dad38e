import { Method, type MatrixClient } from "matrix-js-sdk";
import { roomClassEndpoint } from "#policies/model/wire-names.ts";
import type { Failure } from "../domain/failure.ts";
import { parseRoomAddress, type RoomAlias, type RoomId } from "../domain/ids.ts";
import { isRecord } from "../domain/json-shape.ts";
import type { RoomClassLookup } from "../domain/ports/room-class-lookup.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { failureOf } from "./matrix-failure.ts";

/** Asks the module of the homeserver; an answer without the exact form is refused. */
export class MatrixRoomClassLookup implements RoomClassLookup {
  readonly #client: MatrixClient;

  constructor(client: MatrixClient) {
    this.#client = client;
  }

  async classOf(address: RoomId | RoomAlias): Promise<Result<{ readonly roomId: RoomId; readonly classId: string | null }, Failure>> {
    let answer: unknown;
    try {
      answer = await this.#client.http.authedRequest<unknown>(Method.Get, roomClassEndpoint(address), undefined, undefined, { prefix: "" });
    } catch (error) {
      return failed(failureOf(error));
    }
    const malformed = failed<Failure>({ code: "unexpected", detail: "malformed answer of the class endpoint" });
    if (!isRecord(answer) || typeof answer["room_id"] !== "string") return malformed;
    const { room_id: roomId, class: classId } = answer;
    if (!roomId.startsWith("!") || parseRoomAddress(roomId) === null) return malformed;
    if (classId !== null && typeof classId !== "string") return malformed;
    // A question by room ID that is answered with another room would let the server choose what is joined.
    if (address.startsWith("!") && roomId !== address) return malformed;
    return ok({ roomId: roomId as RoomId, classId });
  }
}
