import type { RoomId } from "../domain/ids.ts";
import type { RoomFactsSource } from "../domain/ports/room-facts-source.ts";
import type { RoomFacts } from "../domain/room-facts.ts";
import type { StoredRoomListSource } from "./stored-room-list-source.ts";

/**
 * What the rules need to know about a room, before the homeserver has been heard from what was kept of it. It serves to
 * offer and to take a message into the outbox; the wire asks the network's own facts again before anything leaves.
 */
export class StoredRoomFacts implements RoomFactsSource {
  readonly #network: RoomFactsSource;
  readonly #rooms: Pick<StoredRoomListSource, "rooms" | "heard">;

  constructor(network: RoomFactsSource, rooms: Pick<StoredRoomListSource, "rooms" | "heard">) {
    this.#network = network;
    this.#rooms = rooms;
  }

  async facts(roomId: RoomId): Promise<RoomFacts | null> {
    const known = await this.#network.facts(roomId);
    if (known !== null || this.#rooms.heard) return known;
    const kept = this.#rooms.rooms.current()?.find(({ id }) => id === roomId);
    if (kept === undefined) return null;
    return { id: roomId, classId: kept.class.id, encrypted: kept.encrypted, claimed: kept.membership !== "join" };
  }
}
