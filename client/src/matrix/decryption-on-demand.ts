/**
 * What is decrypted while the rooms come in: nothing that nobody asked for. The SDK decrypts every event of every room to see whether
 * it is a poll, then the last message and all that is unread, which for hundreds of rooms takes longer than everything else together.
 * Rows and timelines decrypt what they show; what is unread in rooms that are off the screen follows once every room is named.
 */
import { ClientEvent, type MatrixClient, type Room } from "matrix-js-sdk";
import type { Live, Unsubscribe } from "../domain/live.ts";

/**
 * To be called before the client is started.
 *
 * @param caughtUp - whether every room is known; from then on the SDK decrypts what comes as it always did, so that a verification
 *   that goes on in a room is noticed at once.
 */
export function decryptOnDemand(client: MatrixClient, caughtUp: Live<boolean>): Unsubscribe {
  // The room itself is announced only after this was called for its first events.
  const lookForPolls = client.processAggregatedTimelineEvents.bind(client);
  client.processAggregatedTimelineEvents = (room, events) => {
    if (caughtUp.current()) lookForPolls(room, events);
  };
  const entered = (room: Room): void => {
    if (caughtUp.current()) return;
    const decrypt = room.decryptCriticalEvents.bind(room);
    room.decryptCriticalEvents = async () => (caughtUp.current() ? decrypt() : undefined);
  };
  client.on(ClientEvent.Room, entered);
  return () => void client.off(ClientEvent.Room, entered);
}
