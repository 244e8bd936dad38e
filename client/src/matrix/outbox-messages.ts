/** The outbox as timelines show it, for a room whose own timeline is not there yet. */
import type { Failure } from "../domain/failure.ts";
import type { RoomId, UserId } from "../domain/ids.ts";
import type { Unsubscribe } from "../domain/live.ts";
import type { PendingMessage, PendingMessages } from "../domain/ports/pending-messages.ts";
import type { Outbox } from "./outbox.ts";
import type { PersonBook } from "./person-book.ts";
import { parseRelation } from "./relation.ts";
import { timelineItems } from "./timeline-items.ts";

export interface OutboxMessagesParts {
  readonly outbox: Outbox;
  readonly people: PersonBook;
  readonly me: UserId;
  /** Gives a refusal its words, from the rules in force. */
  explain(failure: Failure): Failure;
}

export class OutboxMessages implements PendingMessages {
  readonly #parts: OutboxMessagesParts;

  constructor(parts: OutboxMessagesParts) {
    this.#parts = parts;
  }

  of(roomId: RoomId): readonly PendingMessage[] {
    const { outbox, people, me, explain } = this.#parts;
    return outbox.entries(roomId).flatMap((entry) => {
      const sendState = "failure" in entry.sendState ? { ...entry.sendState, failure: explain(entry.sendState.failure) } : entry.sendState;
      const [item] = timelineItems([], [{ ...entry, sendState }], {
        me,
        person: (userId) => people.person(userId, roomId),
        encrypted: true,
        maySend: true,
        mayRedactOthers: false,
      });
      const relation = parseRelation(entry.content["m.relates_to"]);
      return item?.type === "message" ? [{ item, edits: relation?.type === "m.replace" ? relation.eventId : null }] : [];
    });
  }

  subscribe(listener: (roomId: RoomId) => void): Unsubscribe {
    return this.#parts.outbox.subscribe(listener);
  }
}
