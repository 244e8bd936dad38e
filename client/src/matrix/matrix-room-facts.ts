import type { MatrixClient } from "matrix-js-sdk";
import type { RoomId } from "../domain/ids.ts";
import type { RoomFactsSource } from "../domain/ports/room-facts-source.ts";
import type { RoomFacts } from "../domain/room-facts.ts";
import { roomClassId } from "./room-class.ts";

/** Facts of rooms that this client is in, was in, or is invited to. */
export class MatrixRoomFacts implements RoomFactsSource {
  readonly #client: MatrixClient;

  constructor(client: MatrixClient) {
    this.#client = client;
  }

  /**
   * `encrypted` means that a message can be encrypted here: the crypto store has the room's settings, which it keeps even
   * if the state event disappears. The state alone counts for nothing.
   */
  async facts(roomId: RoomId): Promise<RoomFacts | null> {
    const room = this.#client.getRoom(roomId);
    if (!room) return null;
    return {
      id: roomId,
      classId: roomClassId(room),
      encrypted: (await this.#client.getCrypto()?.isEncryptionEnabledInRoom(roomId)) ?? false,
      claimed: room.getMyMembership() !== "join",
    };
  }
}
