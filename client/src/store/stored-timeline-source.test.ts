import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test, vi } from "vitest";
import type { Failure } from "../domain/failure.ts";
import type { RoomId, UserId } from "../domain/ids.ts";
import type { PendingMessage } from "../domain/ports/pending-messages.ts";
import type { Timeline } from "../domain/ports/timeline-source.ts";
import { exampleMessage } from "../domain/ports/fakes/example/conversation.ts";
import { eventId, transactionId } from "../domain/ports/fakes/example/ids.ts";
import { camille, idris } from "../domain/ports/fakes/example/people.ts";
import { fakeTimelineSource } from "../domain/ports/fakes/fake-timeline-source.ts";
import { failed, type Result } from "../domain/result.ts";
import type { MessageItem, TimelineItem } from "../domain/timeline-item.ts";
import { openEncryptedStore } from "./encrypted-store.ts";
import { RecentEvents } from "./recent-events.ts";
import { RecentKeeper } from "./recent-keeper.ts";
import { StoredTimelineSource } from "./stored-timeline-source.ts";

const ROOM = "!coordination" as RoomId;
const OTHER = "!presse" as RoomId;
const message = (key: string, words = key): MessageItem => exampleMessage(key, { sender: idris, body: { kind: "text", text: words } });
const snapshot = (...items: TimelineItem[]) => ({ items, loadingOlder: false, reachedStart: true, firstUnreadKey: null });

/** A computer with its store, and a network that can be away. */
class World {
  readonly network = fakeTimelineSource();
  readonly opens: RoomId[] = [];
  /** why the network's timelines do not open; null: they do */
  failure: Failure | null = null;
  heard = true;
  joined = true;
  pending: PendingMessage[] = [];
  unread = 0;
  /** how much goes before all that nobody waits for */
  waitedFor = 0;
  /** who has been looked up, and is proven; the crypto library answers only when it is let */
  readonly proven = new Set<UserId>();
  library: Promise<void> = Promise.resolve();
  paint: Promise<void> = Promise.resolve();
  due: (() => void)[] = [];
  recent!: RecentEvents;
  keeper!: RecentKeeper;
  source!: StoredTimelineSource;
  readonly listeners = { heard: new Set<() => void>(), pending: new Set<(roomId: RoomId) => void>(), activity: new Set<(roomId: RoomId, live: boolean) => void>() };

  async start(factory: IDBFactory): Promise<void> {
    const opened = await openEncryptedStore(factory, "chancery", new Uint8Array(32).fill(7));
    if (!opened.ok) throw new Error(opened.failure.code);
    this.recent = await RecentEvents.open(opened.value);
    const network = {
      open: async (roomId: RoomId): Promise<Result<Timeline, Failure>> => {
        this.opens.push(roomId);
        return this.failure ? failed(this.failure) : this.network.open(roomId);
      },
    };
    const on = <Listener>(listeners: Set<Listener>) => (listener: Listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    };
    const later = (work: () => void) => {
      this.due.push(work);
      return () => void (this.due = this.due.filter((other) => other !== work));
    };
    this.keeper = new RecentKeeper({ network, activity: { subscribe: on(this.listeners.activity) }, recent: this.recent, isJoined: () => this.joined, later });
    this.source = new StoredTimelineSource({
      network,
      networkAfterKept: network,
      first: async (work) => {
        this.waitedFor += 1;
        return work().finally(() => (this.waitedFor -= 1));
      },
      recent: this.recent,
      keeper: this.keeper,
      pending: { of: () => this.pending, subscribe: on(this.listeners.pending) },
      loadPeople: async (userIds) => {
        await this.library;
        for (const userId of userIds) this.proven.add(userId);
      },
      person: ({ userId, displayName }) => ({ ...(userId === camille.userId ? camille : idris), displayName, identity: this.proven.has(userId) ? "proven" : "unknown" }),
      unread: () => this.unread,
      painted: () => this.paint,
      onHeard: on(this.listeners.heard),
      heard: () => this.heard,
    });
  }

  /** Does what is due, and what becomes due by it. */
  async idle(): Promise<void> {
    for (let work = this.due.shift(); work !== undefined; work = this.due.shift()) {
      work();
      await this.keeper.settled();
    }
    await this.recent.settled();
  }

  offline(): void {
    this.failure = { code: "not_found" };
    this.heard = false;
  }

  async open(roomId = ROOM): Promise<Timeline> {
    const opened = await this.source.open(roomId);
    if (!opened.ok) throw new Error(opened.failure.code);
    return opened.value;
  }
}

const keys = (timeline: Timeline) => timeline.snapshot.current().items.map(({ key }) => key);
let world: World;
let factory: IDBFactory;
beforeEach(async () => {
  factory = new IDBFactory();
  world = new World();
  await world.start(factory);
});

async function restart(): Promise<void> {
  await world.keeper.close();
  const { network } = world;
  world = new World();
  network.of(ROOM);
  await world.start(factory);
}

/** A conversation that was open, on a computer that is started again without a network. */
async function offlineAfterReading(...items: TimelineItem[]): Promise<Timeline> {
  world.network.of(ROOM).set(snapshot(...items));
  await world.open();
  await world.idle();
  await restart();
  world.offline();
  return world.open();
}

test("a conversation that was read is there again without a network, with what waits below it", async () => {
  world.pending = [];
  const timeline = await offlineAfterReading(message("a"), message("b"));
  expect(keys(timeline)).toEqual(["a", "b"]);
  const waiting = exampleMessage("txn:t1", { sender: camille, body: { kind: "text", text: "x" }, eventId: null, transactionId: transactionId("t1"), sendState: { at: "waiting", failure: { code: "network" } } });
  world.pending = [{ item: waiting, edits: null }];
  for (const listener of world.listeners.pending) listener(ROOM);
  expect(keys(timeline)).toEqual(["a", "b", "txn:t1"]);
  world.pending = [{ item: { ...waiting, body: { kind: "text", text: "corrected" } }, edits: eventId("a") }];
  for (const listener of world.listeners.pending) listener(ROOM);
  expect(timeline.snapshot.current().items).toMatchObject([{ key: "a", body: { text: "corrected" }, edited: true, sendState: { at: "waiting" } }, { key: "b" }]);
  expect(await timeline.loadOlder()).toEqual(failed({ code: "network" }));
});

test("the network's timeline takes the place of what was kept as soon as it opens, and is followed", async () => {
  const timeline = await offlineAfterReading(message("a"));
  world.failure = null;
  world.heard = true;
  world.network.of(ROOM).set(snapshot(message("b")));
  for (const listener of world.listeners.heard) listener();
  await vi.waitFor(() => expect(keys(timeline)).toEqual(["b"]));
  world.network.of(ROOM).set(snapshot(message("b"), message("c")));
  expect(keys(timeline)).toEqual(["b", "c"]);
  await world.idle();
  expect((await world.recent.read(ROOM))?.map(({ key }) => key)).toEqual(["b", "c"]);
  await timeline.markRead();
  expect(world.network.read).toEqual([ROOM]);
});

test("a room that the network does not know any more shows nothing of what was kept", async () => {
  const timeline = await offlineAfterReading(message("a"));
  world.heard = true;
  world.failure = { code: "network" };
  for (const listener of world.listeners.heard) listener();
  await vi.waitFor(() => expect(world.opens.length).toBeGreaterThanOrEqual(2));
  // A further attempt begins only once the one before has ended.
  await vi.waitFor(() => {
    for (const listener of world.listeners.heard) listener();
    expect(world.opens.length).toBeGreaterThanOrEqual(3);
  });
  expect(keys(timeline)).toEqual(["a"]);
  world.failure = { code: "forbidden" };
  await vi.waitFor(() => {
    for (const listener of world.listeners.heard) listener();
    expect(keys(timeline)).toEqual([]);
  });
});

test("a room of which nothing is kept fills when the network comes, and fails as the network says once it was heard", async () => {
  world.offline();
  const timeline = await world.open();
  expect(keys(timeline)).toEqual([]);
  world.failure = null;
  world.network.of(ROOM).set(snapshot(message("a")));
  for (const listener of world.listeners.heard) listener();
  await vi.waitFor(() => expect(keys(timeline)).toEqual(["a"]));
  world.heard = true;
  world.failure = { code: "forbidden" };
  expect(await world.source.open(OTHER)).toEqual(failed({ code: "forbidden" }));
});

test("what is kept is there before anybody in it was looked up, without a seal, and gets its seals afterwards", async () => {
  world.network.of(ROOM).set(snapshot(message("a")));
  await world.open();
  await world.idle();
  await restart();
  world.offline();
  const [library, paint] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  world.library = library.promise;
  world.paint = paint.promise;
  const timeline = await world.open();
  const identities = () => timeline.snapshot.current().items.map((item) => item.type === "message" && item.sender.identity);
  expect(keys(timeline)).toEqual(["a"]);
  expect(identities()).toEqual(["unknown"]);
  // Neither the crypto library nor the network has been asked for anything yet.
  expect(world.opens).toEqual([]);
  paint.resolve();
  await vi.waitFor(() => expect(world.opens).toEqual([ROOM]));
  expect(identities()).toEqual(["unknown"]);
  library.resolve();
  await vi.waitFor(() => expect(identities()).toEqual(["proven"]));
});

test("what is kept goes before all that nobody waits for, until it is painted", async () => {
  world.network.of(ROOM).set(snapshot(message("a")));
  await world.open();
  await world.idle();
  await restart();
  const { promise, resolve } = Promise.withResolvers<void>();
  world.paint = promise;
  const opening = world.open();
  expect(world.waitedFor).toBe(1);
  await opening;
  expect(world.waitedFor).toBe(1);
  resolve();
  await vi.waitFor(() => expect(world.waitedFor).toBe(0));
});

test("a screen of what is kept is painted first, from the first new message on, and then all of it", async () => {
  const many = Array.from({ length: 50 }, (_, index) => message(`m${index}`));
  world.network.of(ROOM).set(snapshot(...many));
  await world.open();
  await world.idle();
  await restart();
  world.offline();
  for (const [unread, first] of [[0, 34], [25, 25]] as const) {
    const { promise, resolve } = Promise.withResolvers<void>();
    world.paint = promise;
    world.unread = unread;
    const timeline = await world.open();
    expect(keys(timeline)).toEqual(many.slice(first).map(({ key }) => key));
    expect(timeline.snapshot.current().loadingOlder).toBe(true);
    resolve();
    await vi.waitFor(() => expect(keys(timeline)).toEqual(many.map(({ key }) => key)));
    expect(timeline.snapshot.current().loadingOlder).toBe(false);
    timeline.close();
  }
});

test("an open room is kept only once its words are all there", async () => {
  world.network.of(ROOM).set({ ...snapshot(message("a"), { ...message("b"), body: { kind: "undecryptable", reason: "keys_not_arrived" } }), loadingOlder: true });
  await world.open();
  await world.idle();
  expect(world.recent.has(ROOM)).toBe(false);
  world.network.of(ROOM).set(snapshot(message("a"), message("b")));
  await world.idle();
  expect((await world.recent.read(ROOM))?.map(({ key }) => key)).toEqual(["a", "b"]);
});

test("older messages that are asked for at once are loaded as soon as the network's timeline is there", async () => {
  world.network.of(ROOM).set(snapshot(message("a")));
  await world.open();
  await world.idle();
  await restart();
  const { promise, resolve } = Promise.withResolvers<void>();
  world.paint = promise;
  world.network.of(ROOM).set(snapshot(message("a")));
  const timeline = await world.open();
  const asked = timeline.loadOlder();
  expect(world.opens).toEqual([]);
  resolve();
  expect(await asked).toEqual({ ok: true, value: undefined });
});

test("seals that come after the network's timeline, or after the room was closed, change nothing any more", async () => {
  world.network.of(ROOM).set(snapshot(message("a")));
  await world.open();
  await world.idle();
  await restart();
  const { promise, resolve } = Promise.withResolvers<void>();
  world.library = promise;
  world.network.of(ROOM).set(snapshot(message("b")));
  const timeline = await world.open();
  await vi.waitFor(() => expect(keys(timeline)).toEqual(["b"]));
  resolve();
  await new Promise((later) => setTimeout(later, 0));
  expect(keys(timeline)).toEqual(["b"]);
});

test("what is new is marked in what is kept too; of more than is kept, all of it is new", async () => {
  const own: MessageItem = { ...message("own"), own: true };
  world.network.of(ROOM).set(snapshot(message("a"), message("b"), own, message("c")));
  await world.open();
  await world.idle();
  await restart();
  world.offline();
  for (const [unread, key] of [[0, null], [1, "c"], [2, "b"], [3, "a"], [60, "a"]] as const) {
    world.unread = unread;
    expect((await world.open()).snapshot.current().firstUnreadKey, String(unread)).toBe(key);
  }
});

test("a closed timeline changes no more, and closes the network's that comes too late", async () => {
  const timeline = await offlineAfterReading(message("a"));
  timeline.close();
  world.failure = null;
  world.network.of(ROOM).set(snapshot(message("b")));
  expect(world.listeners.heard.size).toBe(0);
  expect(world.listeners.pending.size).toBe(0);
  expect(keys(timeline)).toEqual(["a"]);
});

test("a redaction in a room that nobody looks at reaches what was kept of it", async () => {
  world.network.of(ROOM).set(snapshot(message("a", "secret"), message("b")));
  const timeline = await world.open();
  await world.idle();
  timeline.close();
  world.network.of(ROOM).set(snapshot({ ...message("a"), body: { kind: "redacted" } }, message("b")));
  for (const listener of world.listeners.activity) listener(ROOM, false);
  await world.idle();
  expect(JSON.stringify(await world.recent.read(ROOM))).not.toContain("secret");
  expect((await world.recent.read(ROOM))?.[0]).toMatchObject({ body: { kind: "redacted" } });
});

test("rooms in which something happens now are kept; what the first answer tells of takes up none", async () => {
  world.network.of(ROOM).set(snapshot(message("a")));
  world.network.of(OTHER).set(snapshot(message("b")));
  for (const listener of world.listeners.activity) {
    listener(ROOM, false);
    listener(OTHER, true);
  }
  await world.idle();
  expect([ROOM, OTHER].map((roomId) => world.recent.has(roomId))).toEqual([false, true]);
});

test("nothing of a room that was left stays", async () => {
  world.network.of(ROOM).set(snapshot(message("a")));
  const timeline = await world.open();
  await world.idle();
  expect(world.recent.has(ROOM)).toBe(true);
  world.joined = false;
  world.network.of(ROOM).set(snapshot(message("a"), message("b")));
  await world.idle();
  expect(world.recent.has(ROOM)).toBe(false);
  timeline.close();
  world.joined = true;
  await world.recent.keep(OTHER, [message("b")]);
  world.keeper.erase(OTHER);
  await world.recent.settled();
  expect(world.recent.has(OTHER)).toBe(false);
});

test("closing writes what the screen shows last", async () => {
  world.network.of(ROOM).set(snapshot(message("a")));
  await world.open();
  world.network.of(ROOM).set(snapshot(message("a"), message("b")));
  await world.keeper.close();
  expect((await world.recent.read(ROOM))?.map(({ key }) => key)).toEqual(["a", "b"]);
});
