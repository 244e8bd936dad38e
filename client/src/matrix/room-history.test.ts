import { Direction, type MatrixClient, type MatrixEvent, type Room } from "matrix-js-sdk";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { RoomHistory } from "./room-history.ts";

/** The event `$0` creates the room. */
const event = (id: string) => ({ getId: () => id, getType: () => (id === "$0" ? "m.room.create" : "m.room.message") }) as unknown as MatrixEvent; // nothing else is looked at

/** A room whose events a server holds in order; a token is the index of the oldest event that was handed out. */
class FakeRoom {
  readonly roomId = "!room";
  server: string[] = [];
  networkFails = false;
  pages = 0;
  /** how often the history has said that a gap is over */
  whole = 0;
  history: RoomHistory | null = null;
  /** answers wait here while a test holds the network */
  held: (() => void)[] | null = null;
  #first: string[] = [];

  readonly client = {
    getEventMapper: () => ({ event_id }: { event_id: string }) => event(event_id),
    createMessagesRequest: async (_room: string, token: string | null, limit: number, direction: Direction) => {
      expect(direction).toBe(Direction.Backward);
      this.pages += 1;
      if (this.networkFails) throw new Error("offline");
      const from = token === null ? this.server.length : Number(token);
      const start = Math.max(0, from - limit);
      const chunk = this.server.slice(start, from).toReversed().map((event_id) => ({ event_id }));
      await new Promise<void>((release) => (this.held === null ? release() : this.held.push(release)));
      return start > 0 ? { chunk, end: String(start) } : { chunk };
    },
  } as unknown as MatrixClient; // only these two are called

  asRoom(): Room {
    return this as unknown as Room; // the parts in use behave like the SDK's
  }

  getLiveTimeline() {
    return { getEvents: () => this.#first.map(event), getPaginationToken: () => null };
  }

  start(count: number): RoomHistory {
    this.#first = Array.from({ length: count }, (_, index) => `$${index}`);
    this.server = [...this.#first];
    return (this.history = new RoomHistory(this.client, this.asRoom(), () => (this.whole += 1)));
  }

  /** @param limited - how many of the new events the server sends; null: all. */
  sync(count: number, limited: number | null): void {
    const first = this.server.length;
    for (let index = 0; index < count; index += 1) this.server.push(`$${first + index}`);
    const from = limited === null ? first : this.server.length - limited;
    if (limited !== null) this.history?.skip(String(from));
    for (const id of this.server.slice(from)) this.history?.append(event(id));
  }
}

let room: FakeRoom;
let history: RoomHistory;
let seen: string[][];
let leave: () => void;
beforeEach(() => {
  room = new FakeRoom();
  history = room.start(10);
  seen = [];
  leave = history.read(() => void seen.push(ids()));
});
const ids = () => history.events().map((known) => known.getId() ?? "");
const everythingInOrder = () => room.server.slice(room.server.indexOf(ids()[0]!));

describe("the history of a room", () => {
  it("has every message in order after the network was away and the server skipped some", async () => {
    room.sync(60, 10);
    await vi.waitFor(() => expect(ids()).toHaveLength(70));
    expect(ids()).toEqual(room.server);
    expect(history.reachedStart()).toBe(true);
  });

  it("says once that a gap is over, whether it was filled or given up", async () => {
    room.sync(60, 10);
    expect(room.whole).toBe(0);
    await vi.waitFor(() => expect(ids()).toHaveLength(70));
    expect(room.whole).toBe(1);
    room.networkFails = true;
    room.sync(60, 10);
    await vi.waitFor(() => expect(ids()).toHaveLength(10));
    expect(room.whole).toBe(2);
    room.sync(5, null);
    expect(room.whole).toBe(2);
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

  it("begins anew after a gap that nobody looks at, and loads nothing for it", async () => {
    leave();
    room.sync(60, 10);
    expect(ids()).toEqual(room.server.slice(60));
    expect(room.pages).toBe(0);
    for (let page = 0; page < 2; page += 1) await history.loadOlder();
    expect(ids()).toEqual(room.server);
    expect(history.reachedStart()).toBe(true);
  });

  it("throws away a page that was on its way when a gap opened", async () => {
    leave();
    room.sync(100, 10);
    room.held = [];
    const loading = history.loadOlder();
    await vi.waitFor(() => expect(room.held).toHaveLength(1));
    room.sync(60, 10);
    const [release] = room.held;
    room.held = null;
    release!();
    await loading;
    expect(ids()).toEqual(everythingInOrder());
    while (!history.reachedStart()) await history.loadOlder();
    expect(ids()).toEqual(room.server);
  });

  it("has each event once when an answer of the server is replayed", async () => {
    room.sync(5, null);
    for (const id of room.server.slice(10)) history.append(event(id));
    expect(ids()).toEqual(room.server);
  });

  it("goes on before what was shown, once a gap is closed, without loading that again", async () => {
    leave();
    room.sync(200, 40);
    leave = history.read(() => undefined);
    room.sync(20, 10);
    await vi.waitFor(() => expect(ids()).toHaveLength(60));
    const before = room.pages;
    await history.loadOlder();
    expect(room.pages).toBe(before + 1);
    expect(ids()).toEqual(everythingInOrder());
    expect(ids()).toHaveLength(110);
  });

  it("asks once when two ask at the same time", async () => {
    leave();
    room.sync(200, 10);
    await Promise.all([history.loadOlder(), history.loadOlder()]);
    expect(room.pages).toBe(1);
    expect(ids()).toEqual(everythingInOrder());
  });

  it("is asked for from its end when nobody has given a token, and does not take that for its beginning", async () => {
    room.sync(100, null);
    // As after leaving: everything is dropped, and nothing leads back to it; then the answer of a sync comes, a part of which is known.
    leave();
    history.skip(null);
    for (const id of room.server.slice(-3)) history.append(event(id));
    expect(history.reachedStart()).toBe(false);
    while (!history.reachedStart()) await history.loadOlder();
    expect(ids()).toEqual(room.server);
  });

  it("keeps what comes while the newest events are on their way, once and in order", async () => {
    leave();
    room.sync(100, null);
    history.skip(null);
    for (const id of room.server.slice(-3)) history.append(event(id));
    room.held = [];
    const loading = history.loadOlder();
    room.sync(2, null);
    for (const release of room.held.splice(0)) release();
    room.held = null;
    await loading;
    while (!history.reachedStart()) await history.loadOlder();
    expect(ids()).toEqual(room.server);
  });

  it("lets go of old events when nobody reads, and brings every one of them back", async () => {
    leave();
    room.sync(300, 10);
    while (!history.reachedStart()) await history.loadOlder();
    room.sync(5, null);
    const whole = ids();
    history.cutBack(30);
    expect(ids().length).toBeGreaterThanOrEqual(30);
    expect(ids().length).toBeLessThan(150);
    expect(ids()).toEqual(everythingInOrder());
    expect(history.reachedStart()).toBe(false);
    while (!history.reachedStart()) await history.loadOlder();
    expect(ids()).toEqual(whole);
    expect(whole).toEqual(room.server);
  });

  it("lets go of nothing while somebody reads", async () => {
    room.sync(300, null);
    history.cutBack(30);
    expect(ids()).toHaveLength(310);
  });
});
