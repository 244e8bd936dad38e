import { EventTimeline, RoomEvent, type MatrixClient, type MatrixEvent, type Room } from "matrix-js-sdk";
import { EventEmitter } from "node:events";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { RoomHistory } from "./room-history.ts";

const event = (id: string) => ({ getId: () => id }) as unknown as MatrixEvent; // only the ID is looked at

/** A room whose live timeline can be replaced as after a limited sync, and a server that holds all its events. */
class FakeRoom extends EventEmitter {
  server: string[] = [];
  live: MatrixEvent[] = [];
  /** index on the server of the oldest event of the live timeline */
  from = 0;
  networkFails = false;
  pages = 0;

  readonly client = {
    paginateEventTimeline: async (_timeline: unknown, { limit }: { limit: number }) => {
      this.pages += 1;
      await Promise.resolve();
      if (this.networkFails) throw new Error("offline");
      const start = Math.max(0, this.from - limit);
      this.live = [...this.server.slice(start, this.from).map(event), ...this.live];
      this.from = start;
      return start > 0;
    },
  } as unknown as MatrixClient; // only this method is called

  asRoom(): Room {
    return this as unknown as Room; // the parts in use behave like the SDK's
  }

  getLiveTimeline() {
    return {
      getEvents: () => this.live,
      getPaginationToken: (direction: string) => (direction === EventTimeline.BACKWARDS && this.from > 0 ? `t${this.from}` : null),
    };
  }

  sync(count: number, limited: number | null): void {
    const first = this.server.length;
    for (let index = 0; index < count; index += 1) this.server.push(`$${first + index}`);
    if (limited === null) {
      this.live = [...this.live, ...this.server.slice(first).map(event)];
    } else {
      this.from = this.server.length - limited;
      this.live = [];
      this.emit(RoomEvent.TimelineReset);
      this.live = this.server.slice(this.from).map(event);
    }
    this.emit(RoomEvent.Timeline);
  }
}

let room: FakeRoom;
let history: RoomHistory;
let seen: string[][];
beforeEach(() => {
  room = new FakeRoom();
  room.sync(10, null);
  seen = [];
  history = new RoomHistory(room.client, room.asRoom(), () => void seen.push(ids()));
  ids();
});
const ids = () => history.events().map((known) => known.getId() ?? "");
const everythingInOrder = () => room.server.slice(room.server.indexOf(ids()[0]!));

describe("the history of a room", () => {
  it("has every message in order after the network was away and the server skipped some", async () => {
    room.sync(60, 10);
    await vi.waitFor(() => expect(ids()).toHaveLength(70));
    expect(ids()).toEqual(room.server);
  });

  it("never shows a hole while the gap is being filled, also when a second gap opens meanwhile", async () => {
    room.sync(250, 10);
    room.sync(30, 5);
    await vi.waitFor(() => expect(ids()).toHaveLength(290));
    for (const shown of seen) expect(shown).toEqual(room.server.slice(room.server.indexOf(shown[0]!)).slice(0, shown.length));
    expect(ids()).toEqual(room.server);
  });

  it("shows what is contiguous with now when the gap cannot be filled, and the rest on demand", async () => {
    room.networkFails = true;
    room.sync(60, 10);
    await vi.waitFor(() => expect(ids()[0]).toBe("$60"));
    expect(ids()).toEqual(everythingInOrder());
    await expect(history.loadOlder()).rejects.toThrow();
    room.networkFails = false;
    await history.loadOlder();
    expect(ids()).toEqual(everythingInOrder());
    await history.loadOlder();
    expect(ids()).toEqual(room.server);
    expect(history.reachedStart()).toBe(true);
  });

  it("gives up a gap that is too long instead of loading for ever", async () => {
    room.sync(5_000, 10);
    await vi.waitFor(() => expect(room.pages).toBe(20));
    await vi.waitFor(() => expect(ids()).toHaveLength(2_010));
    expect(ids()).toEqual(everythingInOrder());
  });

  it("asks the server no more once the start is reached", async () => {
    expect(history.reachedStart()).toBe(true);
    await history.loadOlder();
    expect(room.pages).toBe(0);
  });
});
