/** What a room that opens does before its first screen, and what comes after. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { RoomId } from "../domain/ids.ts";
import type { Timeline } from "../domain/ports/timeline-source.ts";
import { ITEMS_ON_SCREEN } from "../domain/timeline-item.ts";
import { FakeCrypto } from "./fake-crypto.ts";
import { FakeHomeserver } from "./fake-homeserver.ts";
import { ME, ScreenlessClient } from "./fake-screenless-client.ts";

const IDRIS = "@idris-interieur:etat.example";
const ROOM = "!r" as RoomId;
const OTHER = "!other" as RoomId;
const LONG = { timeout: 15_000, interval: 5 };
/** of the twenty events that come with the first answer */
const UNREAD = ITEMS_ON_SCREEN + 2;

const said = (timeline: Timeline): string[] =>
  timeline.snapshot.current().items.flatMap((item) => (item.type === "message" ? [item.body.kind === "text" ? item.body.text : item.body.kind] : []));
const texts = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, index) => `m${from + index}`);

let server: FakeHomeserver;
let crypto: FakeCrypto;
let client: ScreenlessClient;
let ids: readonly string[];
beforeEach(async () => {
  server = new FakeHomeserver(ME);
  crypto = new FakeCrypto();
  for (const roomId of [OTHER, ROOM]) server.room(roomId, [IDRIS]);
  server.say(OTHER, IDRIS, "first");
  ids = texts(0, 40).map((text) => server.whisper(ROOM, IDRIS, text, "session"));
  server.read(ROOM, ids[40 - UNREAD - 1]!);
  crypto.arrive("session");
  crypto.letThrough(0);
  client = await new ScreenlessClient(server, "v2", crypto).start();
  // The row wants the newest message.
  await vi.waitFor(() => expect(crypto.asked).toEqual([ids[39]]), LONG);
});
afterEach(() => {
  crypto.letThrough(Number.POSITIVE_INFINITY);
  client.close();
});

it("a screen of messages from the first unread one on is there first; the rest keeps its place, and its words follow", async () => {
  const opening = client.open(ROOM);
  crypto.letThrough(1 + ITEMS_ON_SCREEN);
  const timeline = await opening;
  expect(said(timeline)).toEqual([...texts(40 - UNREAD, 40 - UNREAD + ITEMS_ON_SCREEN), "undecryptable", "m39"]);
  expect(timeline.snapshot.current()).toMatchObject({ firstUnreadKey: ids[40 - UNREAD], loadingOlder: true });
  crypto.letThrough(Number.POSITIVE_INFINITY);
  await vi.waitFor(() => expect(said(timeline)).toEqual(texts(0, 40)), LONG);
});

it("nothing is decrypted for a row while a room opens", async () => {
  const opening = client.open(ROOM);
  await vi.waitFor(() => expect(crypto.asked.length).toBeGreaterThan(1), LONG);
  crypto.letThrough(1 + ITEMS_ON_SCREEN);
  await opening;
  const screen = ids.slice(40 - UNREAD, 40 - UNREAD + ITEMS_ON_SCREEN);
  expect(crypto.asked.slice(1, 1 + ITEMS_ON_SCREEN).toSorted()).toEqual(screen.toSorted());
});

it("a first screen waits neither for people nor for the member list", async () => {
  const asked: string[] = [];
  const backend = client.client.getCrypto()!;
  vi.spyOn(backend, "getUserVerificationStatus").mockImplementation((userId) => {
    asked.push(userId);
    return new Promise(() => undefined);
  });
  const members = vi.spyOn(client.client.getRoom(ROOM)!, "loadMembersIfNeeded").mockReturnValue(new Promise(() => undefined));
  const opening = client.open(ROOM);
  crypto.letThrough(1 + ITEMS_ON_SCREEN);
  await opening;
  expect(asked).not.toContain(IDRIS);
  expect(members).not.toHaveBeenCalled();
  crypto.letThrough(Number.POSITIVE_INFINITY);
  await vi.waitFor(() => expect(asked).toContain(IDRIS), LONG);
  expect(members).toHaveBeenCalled();
});

it("for a room that nobody looks at everything is decrypted when nobody waits, and nothing else is asked for", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  vi.spyOn(client.precedence, "turn").mockReturnValue(promise);
  const members = vi.spyOn(client.client.getRoom(ROOM)!, "loadMembersIfNeeded");
  const opening = client.timelines.openAfter("elsewhere", ROOM);
  crypto.letThrough(Number.POSITIVE_INFINITY);
  await new Promise((next) => setImmediate(next));
  expect(crypto.asked).toEqual([ids[39]]);
  resolve();
  const opened = await opening;
  expect(opened.ok && said(opened.value)).toEqual(texts(20, 40));
  expect(members).not.toHaveBeenCalled();
});
