/** How far the signed-in person has read a room, by their own receipts. */
import { ReceiptType, type Room } from "matrix-js-sdk";

/**
 * @returns the events that the own receipts name, public and private, as the server has them and as they are on the way there.
 *   The newest of them counts; which one that is, the order of the events says.
 */
export function ownReceipts(room: Room, me: string): ReadonlySet<string> {
  const eventIds = [ReceiptType.Read, ReceiptType.ReadPrivate].flatMap((type) =>
    [true, false].flatMap((ignoreSynthesized) => room.getReadReceiptForUserId(me, ignoreSynthesized, type)?.eventId ?? []),
  );
  return new Set(eventIds);
}
