import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test } from "vitest";
import type { RoomId } from "../domain/ids.ts";
import { liveSource } from "../domain/live.ts";
import type { LocalStore } from "../domain/ports/local-store.ts";
import { COORDINATION, EXAMPLE_ROOMS } from "../domain/ports/fakes/example/rooms.ts";
import type { RoomSummary } from "../domain/room.ts";
import { openEncryptedStore } from "./encrypted-store.ts";
import { bucketOf, parseKeptSummaries } from "./kept-summary.ts";
import { StoredRoomFacts } from "./stored-room-facts.ts";
import { StoredRoomListSource } from "./stored-room-list-source.ts";

const classes = new Map(EXAMPLE_ROOMS.map((room) => [room.class.id, room.class]));
const byId = (rooms: readonly RoomSummary[] | null) => new Map((rooms ?? []).map((room) => [room.id, room]));

let store: LocalStore;
let due: (() => void)[];
let gone: RoomId[];
let caughtUp = liveSource(true);
let network = liveSource<readonly RoomSummary[] | null>(null);
beforeEach(async () => {
  const opened = await openEncryptedStore(new IDBFactory(), "chancery", new Uint8Array(32).fill(7));
  if (!opened.ok) throw new Error(opened.failure.code);
  store = opened.value;
  gone = [];
  due = [];
});

function start(): Promise<StoredRoomListSource> {
  network = liveSource<readonly RoomSummary[] | null>(null);
  caughtUp = liveSource(true);
  const kept = store.collection("summaries", parseKeptSummaries);
  return StoredRoomListSource.open({
    network: { rooms: network },
    caughtUp,
    kept,
    read: kept.all(),
    classView: (id) => classes.get(id) ?? { id, definition: null, mayJoin: { sets: [], externals: false } },
    later: (work) => {
      due.push(work);
      return () => void due.splice(due.indexOf(work), 1);
    },
    onGone: (roomId) => gone.push(roomId),
  });
}

const buckets = async () => {
  const all = await store.collection("summaries", parseKeptSummaries).all();
  return all.ok ? all.value.values : [];
};

test("after a restart the list is there before the network says anything, with the classes as the rules now have them", async () => {
  const first = await start();
  expect(first.rooms.current()).toBeNull();
  network.set(EXAMPLE_ROOMS);
  await first.close();
  const again = await start();
  expect(byId(again.rooms.current())).toEqual(byId(EXAMPLE_ROOMS));
  expect(again.heard).toBe(false);
  expect(JSON.stringify(await buckets())).not.toContain("definition");
});

test("what the network says takes its place, and a room that is gone is erased", async () => {
  const first = await start();
  network.set(EXAMPLE_ROOMS);
  await first.close();
  const again = await start();
  const stayed = EXAMPLE_ROOMS.filter(({ id }) => id !== COORDINATION);
  network.set(stayed);
  expect(again.heard).toBe(true);
  expect(again.rooms.current()).toBe(stayed);
  expect(gone).toEqual([COORDINATION]);
  await again.close();
  expect(JSON.stringify(await buckets())).not.toContain(COORDINATION);
});

test("a first answer that is not whole takes no room away", async () => {
  const first = await start();
  network.set(EXAMPLE_ROOMS);
  await first.close();
  const again = await start();
  caughtUp.set(false);
  const stale = EXAMPLE_ROOMS.filter(({ id }) => id !== COORDINATION);
  network.set(stale);
  expect(again.heard).toBe(false);
  expect(new Set(again.rooms.current()?.map(({ id }) => id))).toEqual(new Set(EXAMPLE_ROOMS.map(({ id }) => id)));
  expect(gone).toEqual([]);
  caughtUp.set(true);
  expect(again.rooms.current()).toBe(stale);
  expect(gone).toEqual([COORDINATION]);
});

test("a row that is listed before its last message was decrypted keeps the words of the last time, unless something was said since", async () => {
  const first = await start();
  network.set(EXAMPLE_ROOMS);
  await first.close();
  const again = await start();
  const closed = EXAMPLE_ROOMS.map((room) => (room.id === COORDINATION ? { ...room, preview: { senderName: "Idris", own: false, text: "", pending: true as const } } : room));
  const kept = byId(EXAMPLE_ROOMS).get(COORDINATION)?.preview;
  network.set(closed);
  expect(byId(again.rooms.current()).get(COORDINATION)?.preview).toEqual(kept);
  network.set(closed.map((room) => ({ ...room, lastActivity: room.lastActivity + 1 })));
  expect(byId(again.rooms.current()).get(COORDINATION)?.preview).toMatchObject({ text: "", pending: true });
  await again.close();
  expect(byId((await buckets()).flatMap((bucket) => bucket.summaries.map(({ classId, ...rest }) => ({ ...rest, class: { id: classId, definition: null, mayJoin: { sets: [], externals: false } } })))).get(COORDINATION)?.preview).toEqual(kept);
});

test("that nobody can prove who wrote the last message is kept with its words", async () => {
  const first = await start();
  const restored = { senderName: "Idris", own: false, text: "Virez tout", restored: true as const };
  network.set(EXAMPLE_ROOMS.map((room) => (room.id === COORDINATION ? { ...room, preview: restored } : room)));
  await first.close();
  expect(byId((await start()).rooms.current()).get(COORDINATION)?.preview).toEqual(restored);
});

test("changes are written later, together, and only where something changed", async () => {
  const list = await start();
  network.set(EXAMPLE_ROOMS);
  network.set([...EXAMPLE_ROOMS]);
  expect(due).toHaveLength(1);
  due[0]?.();
  await expect.poll(async () => (await buckets()).flatMap(({ summaries }) => summaries).length).toBe(EXAMPLE_ROOMS.length);
  network.set([...EXAMPLE_ROOMS]);
  expect(due).toEqual([]);
  const changed = EXAMPLE_ROOMS.map((room) => (room.id === COORDINATION ? { ...room, unread: 41 } : room));
  network.set(changed);
  await list.close();
  expect((await buckets()).flatMap(({ summaries }) => summaries).find(({ id }) => id === COORDINATION)?.unread).toBe(41);
});

test.each([
  ["nothing", null],
  ["rows without a name", { summaries: [{ id: "!a" }] }],
  ["a negative count", { summaries: [{ ...EXAMPLE_ROOMS[0], classId: null, unread: -1 }] }],
  ["a preview that is neither marked nor unmarked", { summaries: [{ ...EXAMPLE_ROOMS[0], classId: null, preview: { senderName: "Idris", own: false, text: "Virez tout", restored: "no" } }] }],
  ["a preview of another form", { summaries: [{ ...EXAMPLE_ROOMS[0], classId: null, preview: "words" }] }],
])("%s is no kept list", (_what, stored) => {
  expect(parseKeptSummaries(stored)).toBeNull();
});

test("rooms spread over the records", () => {
  const names = new Set(Array.from({ length: 2_000 }, (_, at) => bucketOf(`!${at}abcdef` as RoomId)));
  expect(names.size).toBe(32);
});

test("facts of a room come from what was kept only until the network has been heard", async () => {
  const first = await start();
  network.set(EXAMPLE_ROOMS);
  await first.close();
  const list = await start();
  const facts = new StoredRoomFacts({ facts: async () => null }, list);
  const kept = EXAMPLE_ROOMS.find(({ id }) => id === COORDINATION);
  expect(await facts.facts(COORDINATION)).toEqual({ id: COORDINATION, classId: kept?.class.id, encrypted: kept?.encrypted, claimed: false });
  expect(await facts.facts("!nowhere" as RoomId)).toBeNull();
  const own = { id: COORDINATION, classId: "other", encrypted: true, claimed: true };
  expect(await new StoredRoomFacts({ facts: async () => own }, list).facts(COORDINATION)).toBe(own);
  network.set([]);
  expect(await facts.facts(COORDINATION)).toBeNull();
});
