/** How much of a room is unread, counted by ourselves: servers cannot see mentions in what is encrypted. Pure. */
import type { UserId } from "../domain/ids.ts";
import { isRecord } from "../domain/json-shape.ts";
import type { EventView } from "./event-view.ts";
import { saysNothing } from "./timeline-items.ts";

export interface UnreadCount {
  /** at most `MOST_UNREAD` */
  readonly unread: number;
  /** among those */
  readonly mentions: number;
  /** false: what was read last is older than what is loaded, so there may be more */
  readonly complete: boolean;
}

/** As many are counted: the answer must not depend on how much happens to be loaded. */
export const MOST_UNREAD = 100;

const COUNTED: readonly string[] = ["m.room.message", "m.room.encrypted", "m.sticker"];

/**
 * @param events - oldest first, without holes, up to now.
 * @param receipts - event IDs of the own read receipts. One that is not among `events` is older than all of them.
 */
export function unreadCount(events: readonly EventView[], receipts: ReadonlySet<string>, me: UserId): UnreadCount {
  // Whoever writes, or enters, has read what was there.
  const readTo = events.findLastIndex((event) => receipts.has(event.eventId) || event.sender === me);
  const messages = events.slice(readTo + 1).filter(isMessage).slice(-MOST_UNREAD);
  return {
    unread: messages.length,
    mentions: messages.filter((event) => mentions(event, me)).length,
    complete: readTo !== -1 || messages.length === MOST_UNREAD,
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
