/** Listens to the governance room for as long as a session lasts. */
import { parseRoomAddress, type RoomId } from "../domain/ids.ts";
import type { Unsubscribe } from "../domain/live.ts";
import type { GovernanceFeed } from "../domain/ports/governance-feed.ts";
import type { RoomJoiner } from "../domain/ports/room-joiner.ts";
import type { TrustedPolicyLoader } from "./trusted-policy-loader.ts";

const roomIdIn = (text: string | null): RoomId | null => {
  const address = text === null ? null : parseRoomAddress(text);
  return address?.startsWith("!") === true ? (address as RoomId) : null; // an address that begins with `!` parses to a room ID
};

/**
 * Enters the room that the homeserver names, through the guarded joiner, and offers what is published there. When it cannot
 * be entered the endpoint remains, which the loader asks now and then.
 */
export function followGovernanceRoom(loader: TrustedPolicyLoader, feed: GovernanceFeed, joiner: RoomJoiner): Unsubscribe {
  let following: RoomId | null = null;
  let stop: Unsubscribe = () => undefined;
  const follow = async (roomId: RoomId): Promise<void> => {
    const entered = await feed.enter(roomId, joiner);
    if (!entered.ok || following !== roomId) {
      if (following === roomId) following = null; // tried again when the homeserver names it again
      return;
    }
    stop = feed.subscribe(roomId, (events) => void loader.offerPublished(events));
  };
  const unsubscribe = loader.governanceRoomId.subscribe((named) => {
    const roomId = roomIdIn(named);
    if (roomId === null || roomId === following) return;
    stop();
    stop = () => undefined;
    following = roomId;
    void follow(roomId);
  });
  return () => {
    unsubscribe();
    following = null;
    stop();
  };
}
