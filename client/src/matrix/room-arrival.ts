/** Waiting for sync to bring what a request has just done. */
import { ClientEvent, RoomStateEvent, type MatrixClient } from "matrix-js-sdk";
import type { RoomId } from "../domain/ids.ts";
import { encryptionInStore } from "./encryption-in-store.ts";

const LONGEST_WAIT_MS = 15_000;

/**
 * Resolves when the room is here as joined, with its creation and, if it is encrypted, with its encryption set up; or after
 * 15 s, so that a slow sync holds nobody up for ever.
 * @returns whether it is here whole: only then can its facts be judged.
 * @param encrypted true: wait for the encryption event as well. A room that is being created comes in parts, and the first one
 *   may hold no more than its creation.
 */
export async function roomArrived(client: MatrixClient, roomId: RoomId, encrypted: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (here: boolean): void => {
      clearTimeout(timer);
      client.off(ClientEvent.Sync, look);
      client.off(RoomStateEvent.Events, look);
      resolve(here);
    };
    const look = (): void => void isHere(client, roomId, encrypted).then(
        (here) => here && settle(true),
        () => undefined, // the crypto store is closing: then time decides
      );
    const timer = setTimeout(() => settle(false), LONGEST_WAIT_MS);
    client.on(ClientEvent.Sync, look);
    client.on(RoomStateEvent.Events, look);
    look();
  });
}

async function isHere(client: MatrixClient, roomId: RoomId, encrypted: boolean): Promise<boolean> {
  const room = client.getRoom(roomId);
  if (room?.getMyMembership() !== "join" || !room.currentState.getStateEvents("m.room.create", "")) return false;
  if (!encrypted && !room.hasEncryptionStateEvent()) return true;
  return (await encryptionInStore(client, roomId)) ?? false;
}
