import { ClientEvent, MatrixEventEvent, RoomEvent, type MatrixClient, type MatrixEvent, type Room } from "matrix-js-sdk";
import type { RoomId } from "../domain/ids.ts";
import type { Unsubscribe } from "../domain/live.ts";
import type { RoomActivity } from "../domain/ports/room-activity.ts";
import type { SyncTransport } from "./sliding-sync/sync-transport.ts";

/** Every event of a room, redactions and late keys among them, gaps, and changes of one's own membership. */
export class MatrixRoomActivity implements RoomActivity {
  readonly #client: MatrixClient;
  readonly #sync: Pick<SyncTransport, "isWhole">;

  constructor(client: MatrixClient, sync: Pick<SyncTransport, "isWhole">) {
    this.#client = client;
    this.#sync = sync;
  }

  subscribe(listener: (roomId: RoomId, live: boolean) => void): Unsubscribe {
    const client = this.#client;
    const happened = (event: MatrixEvent): void => {
      const roomId = event.getRoomId();
      // The first answers tell what happened while this client was away.
      if (roomId !== undefined) listener(roomId as RoomId, this.#sync.isWhole);
    };
    const decrypted = (event: MatrixEvent): void => void (event.getRoomId() && listener(event.getRoomId() as RoomId, false));
    const ofRoom = (room: Room | undefined): void => void (room && listener(room.roomId as RoomId, false));
    client.on(ClientEvent.Event, happened);
    client.on(MatrixEventEvent.Decrypted, decrypted);
    client.on(RoomEvent.TimelineReset, ofRoom);
    client.on(RoomEvent.MyMembership, ofRoom);
    return () => {
      client.off(ClientEvent.Event, happened);
      client.off(MatrixEventEvent.Decrypted, decrypted);
      client.off(RoomEvent.TimelineReset, ofRoom);
      client.off(RoomEvent.MyMembership, ofRoom);
    };
  }
}
