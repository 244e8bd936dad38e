/** One history for each room that somebody has looked at, shared by the room list and the timelines. */
import { Direction, KnownMembership, RoomEvent, type IRoomTimelineData, type MatrixClient, type MatrixEvent, type Room } from "matrix-js-sdk";
import type { Unsubscribe } from "../domain/live.ts";
import { RoomHistory } from "./room-history.ts";

export class RoomHistories {
  readonly #client: MatrixClient;
  readonly #histories = new Map<Room, RoomHistory>();
  readonly #listeners = new Set<(room: Room) => void>();

  constructor(client: MatrixClient) {
    this.#client = client;
    client.on(RoomEvent.Timeline, this.#arrived);
    client.on(RoomEvent.TimelineReset, this.#skipped);
    client.on(RoomEvent.MyMembership, this.#membershipChanged);
  }

  of(room: Room): RoomHistory {
    const known = this.#histories.get(room);
    if (known !== undefined) return known;
    const history = new RoomHistory(this.#client, room, () => {
      for (const listener of [...this.#listeners]) listener(room);
    });
    this.#histories.set(room, history);
    return history;
  }

  /** Tells of rooms that have what happened in a gap: not while sync tells of them, and of no other change. */
  subscribe(listener: (room: Room) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    this.#client.off(RoomEvent.Timeline, this.#arrived);
    this.#client.off(RoomEvent.TimelineReset, this.#skipped);
    this.#client.off(RoomEvent.MyMembership, this.#membershipChanged);
    this.#histories.clear();
  }

  readonly #arrived = (event: MatrixEvent, room: Room | undefined, toStart: boolean | undefined, removed: boolean, data: IRoomTimelineData): void => {
    if (room === undefined || toStart === true || removed || data.timeline.getTimelineSet() !== room.getUnfilteredTimelineSet()) return;
    this.#histories.get(room)?.append(event);
  };

  readonly #skipped = (room: Room | undefined): void => {
    if (room !== undefined) this.#histories.get(room)?.skip(room.getLiveTimeline().getPaginationToken(Direction.Backward));
  };

  /**
   * The SDK puts the last events of a room that is left behind what it had, whatever lies between: who comes in again begins anew.
   * A timeline without events has nothing to drop: it has just begun, with the token that leads to what was before. A room that was
   * left and joined again looks left for a moment when the events of an answer begin with the leaving.
   */
  readonly #membershipChanged = (room: Room, membership: string): void => {
    if (membership === KnownMembership.Join || membership === KnownMembership.Invite) return;
    if (room.getLiveTimeline().getEvents().length > 0) room.resetLiveTimeline(null, null);
  };
}
