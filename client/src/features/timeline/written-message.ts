/** A message stands in the conversation in the moment in which it was written, before anything has answered. */
import { excerpt } from "#client/domain/excerpt.ts";
import type { OutgoingMessage } from "#client/domain/ports/message-sender.ts";
import type { Person } from "#client/domain/person.ts";
import { ownMessageKey, type MessageItem, type TimelineItem } from "#client/domain/timeline-item.ts";

export interface Written {
  readonly message: Pick<OutgoingMessage, "transactionId" | "text" | "replyTo">;
  /** ms since the epoch */
  readonly at: number;
}

/**
 * @param items of the timeline, oldest first
 * @param written by `me` and not heard of yet; null: nothing is
 * @returns the items, and at their end what was written, unless the timeline has it by now
 */
export function withWritten(items: readonly TimelineItem[], written: Written | null, me: Person): readonly TimelineItem[] {
  if (written === null) return items;
  const { message, at } = written;
  const own = items.findLast((item) => item.type === "message" && item.transactionId === message.transactionId);
  return own === undefined ? [...items, itemOf(message, at, items, me)] : items;
}

function itemOf(message: Written["message"], at: number, items: readonly TimelineItem[], me: Person): MessageItem {
  const answered = message.replyTo === null ? undefined : items.findLast((item): item is MessageItem => item.type === "message" && item.eventId === message.replyTo);
  return {
    type: "message",
    key: ownMessageKey(message.transactionId),
    eventId: null,
    transactionId: message.transactionId,
    sender: me,
    own: true,
    at,
    body: { kind: "text", text: message.text },
    edited: false,
    replyTo: message.replyTo === null ? null : { eventId: message.replyTo, senderName: answered?.sender.displayName ?? null, excerpt: answered === undefined ? null : excerpt(answered.body) },
    reactions: [],
    sendState: { at: "sending" },
    authentic: true,
    restored: false,
    // Nothing can be done with it before it is kept.
    mayEdit: false,
    mayRedact: false,
  };
}
