import { ClientEvent, MatrixEventEvent, RoomEvent, type MatrixClient, type MatrixEvent, type Room } from "matrix-js-sdk";
import type { RoomId } from "../domain/ids.ts";
import type { Unsubscribe } from "../domain/live.ts";
import type { RoomActivity } from "../domain/ports/room-activity.ts";

/** Every event of a room, redactions and late keys among them, gaps, and changes of one's own membership. */
export class MatrixRoomActivity implements RoomActivity {
  readonly #client: MatrixClient;
  readonly #caughtUp: () => boolean;

  /** @param caughtUp - whether the homeserver has told everything that happened while this client was away. */
  constructor(client: MatrixClient, caughtUp: () => boolean) {
    this.#client = client;
    this.#caughtUp = caughtUp;
  }

  subscribe(listener: (roomId: RoomId, live: boolean) => void): Unsubscribe {
    const client = this.#client;
    const happened = (event: MatrixEvent): void => {
      const roomId = event.getRoomId();
      // Receipts and typing have no ID, and change no timeline.
      if (roomId !== undefined && event.getId() !== undefined) listener(roomId as RoomId, this.#caughtUp());
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
