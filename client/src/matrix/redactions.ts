/**
 * Redactions, applied by ourselves. The SDK applies one only to what lies in its own timeline at that moment: not to what was
 * known before a gap, nor for a redaction that came by `/messages`. Pure.
 */
import type { EventId } from "../domain/ids.ts";
import type { EventView } from "./event-view.ts";

/** @param events - oldest first, without holes: whatever takes one of them back comes after it, and so is among them. */
export function afterRedactions(events: readonly EventView[]): readonly EventView[] {
  const redacted = new Set<EventId>();
  for (const event of events) if (event.redacts !== null) redacted.add(event.redacts);
  if (redacted.size === 0) return events;
  return events.map((event) => (redacted.has(event.eventId) && !event.redacted ? withoutContent(event) : event));
}

/** What the server itself leaves of a redacted event, as far as it is shown. */
const withoutContent = (event: EventView): EventView => ({ ...event, redacted: true, redacts: null, content: {}, relation: null, undecryptable: null });
