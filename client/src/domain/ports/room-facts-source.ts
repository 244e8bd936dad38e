import type { RoomFacts } from "../room-facts.ts";
import type { RoomId } from "../ids.ts";

export interface RoomFactsSource {
  /** @returns null when the room is not known to this client. */
  facts(roomId: RoomId): Promise<RoomFacts | null>;
}
