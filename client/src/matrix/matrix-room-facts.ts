import type { MatrixClient, Room } from "matrix-js-sdk";
import type { RoomId } from "../domain/ids.ts";
import type { RoomFactsSource } from "../domain/ports/room-facts-source.ts";
import type { RoomFacts } from "../domain/room-facts.ts";
import { encryptionInStore } from "./encryption-in-store.ts";
import { isOurEncryption } from "./encryption-events.ts";
import { roomClassId } from "./room-class.ts";

/** Facts of rooms that this client is in, was in, or is invited to. */
export class MatrixRoomFacts implements RoomFactsSource {
  readonly #client: MatrixClient;

  constructor(client: MatrixClient) {
    this.#client = client;
  }

  async facts(roomId: RoomId): Promise<RoomFacts | null> {
    const room = this.#client.getRoom(roomId);
    if (!room) return null;
    return {
      id: roomId,
      classId: roomClassId(room),
      encrypted: await this.#encrypted(room, roomId),
      claimed: room.getMyMembership() !== "join",
    };
  }

  /**
   * What the crypto store says, which keeps a room's settings even if the state event disappears, and what the room's state
   * says have to agree. One who can alter the state could otherwise drop the encryption before this device has seen it, or
   * have one key used for years.
   */
  async #encrypted(room: Room, roomId: RoomId): Promise<boolean | null> {
    const stored = (await encryptionInStore(this.#client, roomId)) ?? false;
    const event = room.currentState.getStateEvents("m.room.encryption", "");
    if (!stored && !event) return false;
    return stored && event && isOurEncryption(event.getContent()) ? true : null;
  }
}
