/** How far the signed-in person has read a room, by their own receipts: public or private, whichever reaches further. */
import { ReceiptType, type MatrixEvent, type Room } from "matrix-js-sdk";

/** @returns the event ID that the receipt names, loaded here or not; null: never read anything. */
export function ownReceipt(room: Room, me: string): string | null {
  const receipts = [ReceiptType.Read, ReceiptType.ReadPrivate].flatMap((type) => room.getReadReceiptForUserId(me, false, type) ?? []);
  const furthest = receipts.reduce<(typeof receipts)[number] | null>((best, receipt) => {
    if (best === null) return receipt;
    const order = room.getUnfilteredTimelineSet().compareEventOrdering(best.eventId, receipt.eventId) ?? best.data.ts - receipt.data.ts;
    return order < 0 ? receipt : best;
  }, null);
  return furthest?.eventId ?? null;
}

/** @returns the events after the receipt, and whether the receipt's own event is among `events`. */
export function afterReceipt(
  events: readonly MatrixEvent[],
  receipt: string | null,
): { readonly events: readonly MatrixEvent[]; readonly found: boolean } {
  const index = receipt === null ? -1 : events.findIndex((event) => event.getId() === receipt);
  return { events: events.slice(index + 1), found: index !== -1 };
}
