import type { EventId, RoomId } from "../ids.ts";
import type { Unsubscribe } from "../live.ts";
import type { MessageItem } from "../timeline-item.ts";

/** A message of the outbox, as a timeline shows it. */
export interface PendingMessage {
  readonly item: MessageItem;
  /** the message that it replaces; null: none */
  readonly edits: EventId | null;
}

/** Messages that have not left this computer yet. */
export interface PendingMessages {
  /** In the order of writing. */
  of(roomId: RoomId): readonly PendingMessage[];
  /** @param listener - hears in which room something changed. */
  subscribe(listener: (roomId: RoomId) => void): Unsubscribe;
}
