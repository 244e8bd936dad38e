/** `m.relates_to`, read once (Client-Server API, section "Forming relationships between events"). */
import type { EventId } from "../domain/ids.ts";
import { isRecord } from "../domain/json-shape.ts";
import type { Relation } from "./event-view.ts";

/** @returns null when there is no relation of any known form. */
export function parseRelation(value: unknown): Relation | null {
  if (!isRecord(value)) return null;
  const reply = value["m.in_reply_to"];
  return {
    type: typeof value["rel_type"] === "string" ? value["rel_type"] : null,
    eventId: parseEventId(value["event_id"]),
    key: typeof value["key"] === "string" ? value["key"] : null,
    inReplyTo: isRecord(reply) ? parseEventId(reply["event_id"]) : null,
  };
}

/** @returns the event ID, or null when `value` is not one: `$` and at most 255 characters. */
export function parseEventId(value: unknown): EventId | null {
  return typeof value === "string" && /^\$\S{1,254}$/.test(value) ? (value as EventId) : null;
}
