import { beforeEach, expect, test } from "vitest";
import type { RoomId } from "../domain/ids.ts";
import { liveSource, type LiveSource } from "../domain/live.ts";
import type { ApplicationState } from "../domain/ports/application.ts";
import { COORDINATION, EXAMPLE_ROOMS } from "../domain/ports/fakes/example/rooms.ts";
import { fakeNotifier, type FakeNotifier } from "../domain/ports/fakes/fake-notifier.ts";
import type { MessagePreview, RoomSummary } from "../domain/room.ts";
import { announceMessages, type NoticedSession } from "./message-notices.ts";

const SECRET = "the body of the message";
const coordination = EXAMPLE_ROOMS.find(({ id }) => id === COORDINATION);
if (coordination === undefined) throw new Error("the example has no such room");
const said: MessagePreview = { senderName: "Idris Benali", own: false, text: SECRET };
const room = (change: Partial<RoomSummary>): RoomSummary => ({ ...coordination, name: "Coordination", membership: "join", unread: 0, lastActivity: 1, preview: said, ...change });

let notifier: FakeNotifier;
let rooms: LiveSource<readonly RoomSummary[] | null>;
let state: LiveSource<ApplicationState>;
let session: NoticedSession | null;
let onScreen: RoomId | null;
let opened: RoomId[];
let stop: () => void;

beforeEach(() => {
  notifier = fakeNotifier();
  rooms = liveSource<readonly RoomSummary[] | null>(null);
  state = liveSource<ApplicationState>({ at: "starting" });
  session = { rooms: { rooms } };
  onScreen = null;
  opened = [];
  stop = announceMessages({
    application: { state, session: () => session },
    notifier,
    isOnScreen: (roomId) => roomId === onScreen,
    words: ({ name }, senderName) => ({ title: name, text: senderName === null ? "from somebody" : `from ${senderName}` }),
    open: (roomId) => opened.push(roomId),
  });
});

test("a new message elsewhere says who and where, and never what", () => {
  rooms.set([room({ unread: 1 })]);
  expect(notifier.all).toEqual([]);
  rooms.set([room({ unread: 2, lastActivity: 2 })]);
  expect(notifier.all).toEqual([{ roomId: COORDINATION, title: "Coordination", text: "from Idris Benali" }]);
  expect(JSON.stringify(notifier.all)).not.toContain(SECRET);
});

test.each<readonly [string, Partial<RoomSummary>]>([
  ["whose key came out of the backup", { preview: { ...said, restored: true } }],
  ["in the clear, or from an unsigned device, in an encrypted room", { preview: { ...said, unprotected: true } }],
  ["in a room without encryption", { encrypted: false, preview: said }],
  ["that cannot be read", { preview: { ...said, text: null } }],
  ["that is not decrypted yet", { preview: { ...said, text: "", pending: true } }],
])("a message %s names nobody: only the homeserver says who wrote it", (_, change) => {
  rooms.set([room({})]);
  rooms.set([room({ unread: 1, lastActivity: 2, ...change })]);
  expect(notifier.all).toEqual([{ roomId: COORDINATION, title: "Coordination", text: "from somebody" }]);
});

test("nothing is said of the conversation on the screen, of what one wrote oneself, or of what was only counted late", () => {
  rooms.set([room({})]);
  onScreen = COORDINATION;
  rooms.set([room({ unread: 1, lastActivity: 2 })]);
  onScreen = null;
  rooms.set([room({ unread: 9, lastActivity: 2 })]);
  rooms.set([room({ unread: 10, lastActivity: 3, preview: { senderName: "me", own: true, text: SECRET } })]);
  expect(notifier.all).toEqual([]);
});

test("an invitation's room says nothing", () => {
  rooms.set([room({ membership: "invite" })]);
  rooms.set([room({ membership: "invite", unread: 1, lastActivity: 2 })]);
  expect(notifier.all).toEqual([]);
});

test("a notice goes when the conversation was read, was left, or the session ends", () => {
  const arrive = (lastActivity: number): void => {
    rooms.set([room({ lastActivity: lastActivity - 1 })]);
    rooms.set([room({ unread: 1, lastActivity })]);
    expect(notifier.shown.size).toBe(1);
  };
  arrive(10);
  rooms.set([room({ lastActivity: 10 })]);
  expect(notifier.shown.size).toBe(0);
  arrive(20);
  rooms.set([]);
  expect(notifier.shown.size).toBe(0);
  arrive(30);
  session = null;
  state.set({ at: "session_ended", soft: true, userId: "@a:b" as never });
  expect(notifier.shown.size).toBe(0);
});

test("a click opens the room, a click on a room that is not one's own nothing, and none after the end", () => {
  rooms.set([room({})]);
  notifier.click(COORDINATION);
  notifier.click("!foreign:etat.example" as RoomId);
  expect(opened).toEqual([COORDINATION]);
  stop();
  notifier.click(COORDINATION);
  expect(opened).toEqual([COORDINATION]);
});
