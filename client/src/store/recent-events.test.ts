import { IDBFactory, IDBObjectStore } from "fake-indexeddb";
import { beforeEach, expect, test } from "vitest";
import type { RoomId } from "../domain/ids.ts";
import type { LocalStore } from "../domain/ports/local-store.ts";
import { exampleMessage } from "../domain/ports/fakes/example/conversation.ts";
import { idris } from "../domain/ports/fakes/example/people.ts";
import { openEncryptedStore } from "./encrypted-store.ts";
import { RecentEvents, type RecentLimits } from "./recent-events.ts";

const room = (name: string) => `!${name}` as RoomId;
const message = (name: string, at: number, length = 10) => exampleMessage(name, { sender: idris, at, body: { kind: "text", text: "x".repeat(length) } });
const LIMITS: RecentLimits = { rooms: 3, itemsPerRoom: 2, bytes: 100_000 };

let factory: IDBFactory;
let store: LocalStore;
beforeEach(async () => {
  factory = new IDBFactory();
  store = await reopen();
});

async function reopen(): Promise<LocalStore> {
  const opened = await openEncryptedStore(factory, "chancery", new Uint8Array(32).fill(7));
  if (!opened.ok) throw new Error(opened.failure.code);
  return opened.value;
}

test("the newest items of a room come back after a restart", async () => {
  const recent = await RecentEvents.open(store, LIMITS);
  await recent.keep(room("a"), [message("1", 1), message("2", 2), message("3", 3)]);
  store.close();
  const again = await RecentEvents.open(await reopen(), LIMITS);
  expect((await again.read(room("a")))?.map(({ key }) => key)).toEqual([message("2", 2).key, message("3", 3).key]);
  expect(await again.read(room("b"))).toBeNull();
});

test("the room that was quiet for longest goes first, by rooms and by bytes", async () => {
  const recent = await RecentEvents.open(store, LIMITS);
  for (const [name, at] of [["b", 20], ["a", 10], ["c", 30], ["d", 40]] as const) await recent.keep(room(name), [message("m", at)]);
  expect(["a", "b", "c", "d"].map((name) => recent.has(room(name)))).toEqual([false, true, true, true]);
  expect(await recent.read(room("a"))).toBeNull();

  await recent.keep(room("d"), [message("m", 50, 99_600)]);
  expect(["b", "c", "d"].map((name) => recent.has(room(name)))).toEqual([false, false, true]);
  // One room alone that is too much is not kept either.
  await recent.keep(room("d"), [message("m", 60, 200_000)]);
  expect(recent.has(room("d"))).toBe(false);
  expect((await store.collection("recent", (stored) => stored).all())).toEqual({ ok: true, value: { values: [], damaged: 0 } });
});

test("nothing of an erased room stays, nor of one in which nothing is left to keep", async () => {
  const recent = await RecentEvents.open(store, LIMITS);
  await recent.keep(room("a"), [message("1", 1)]);
  await recent.keep(room("b"), [message("1", 1)]);
  await recent.erase(room("a"));
  await recent.keep(room("b"), []);
  store.close();
  const again = await reopen();
  expect((await again.collection("recent", (stored) => stored).all())).toEqual({ ok: true, value: { values: [], damaged: 0 } });
  expect((await RecentEvents.open(again, LIMITS)).has(room("a"))).toBe(false);
});

test("a full disk takes the older half away, and a damaged record is as good as none", async () => {
  const recent = await RecentEvents.open(store, LIMITS);
  for (const [name, at] of [["a", 10], ["b", 20]] as const) await recent.keep(room(name), [message("m", at)]);
  const original = IDBObjectStore.prototype.put;
  let failures = 0;
  IDBObjectStore.prototype.put = function put(this: IDBObjectStore, ...row) {
    // The index is small and still fits; the room's record does not.
    if ((row[0] as { sealed: Uint8Array }).sealed.length > 1_000 && failures++ === 0) throw new DOMException("no room", "QuotaExceededError");
    return original.apply(this, row);
  };
  try {
    await recent.keep(room("c"), [message("m", 30, 2_000)]);
  } finally {
    IDBObjectStore.prototype.put = original;
  }
  expect(failures).toBe(1);
  expect(["a", "b", "c"].map((name) => recent.has(room(name)))).toEqual([false, false, true]);
  // The index knows of the room, and its record never came onto the disk.
  expect(await recent.read(room("c"))).toBeNull();
});
