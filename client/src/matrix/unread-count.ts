/** How much of a room is unread, counted by ourselves: servers cannot see mentions in what is encrypted. Pure. */
import type { UserId } from "../domain/ids.ts";
import { isRecord } from "../domain/json-shape.ts";
import type { EventView } from "./event-view.ts";
import { saysNothing } from "./timeline-items.ts";

export interface UnreadCount {
  readonly unread: number;
  readonly mentions: number;
  /** false: what was read last is older than what is loaded, so there may be more */
  readonly complete: boolean;
}

const COUNTED: readonly string[] = ["m.room.message", "m.room.encrypted", "m.sticker"];

/**
 * @param events - oldest first, without holes.
 * @param receipt - event ID of the own read receipt, or null.
 */
export function unreadCount(events: readonly EventView[], receipt: string | null, me: UserId): UnreadCount {
  // Whoever writes, or enters, has read what was there.
  const readTo = events.findLastIndex((event) => event.eventId === receipt || event.sender === me);
  const messages = events.slice(readTo + 1).filter(isMessage);
  return {
    unread: messages.length,
    mentions: messages.filter((event) => mentions(event, me)).length,
    complete: readTo !== -1,
  };
}

function isMessage(event: EventView): boolean {
  return COUNTED.includes(event.type) && event.stateKey === null && !event.redacted && event.relation?.type !== "m.replace" && !saysNothing(event);
}

/** Client-Server API, section "User and room mentions": intentional mentions only. */
function mentions(event: EventView, me: UserId): boolean {
  const mentioned = event.content["m.mentions"];
  if (!isRecord(mentioned)) return false;
  return mentioned["room"] === true || (Array.isArray(mentioned["user_ids"]) && mentioned["user_ids"].includes(me));
}
