/** What order and completeness promise, for both ways of syncing, through the SDK and over the wire's own form. */
import { ConnectionError } from "matrix-js-sdk";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { RoomId } from "../domain/ids.ts";
import type { Timeline } from "../domain/ports/timeline-source.ts";
import { FakeCrypto } from "./fake-crypto.ts";
import { FakeHomeserver } from "./fake-homeserver.ts";
import { ME, ScreenlessClient } from "./fake-screenless-client.ts";
import type { WayOfSyncing } from "./sliding-sync/sync-transport.ts";
import { spacesOfRooms } from "./space-children.ts";

const IDRIS = "@idris-interieur:etat.example";
const JEAN = "@jean-interieur:etat.example";
const ROOM = "!r" as RoomId;
const LONG = { timeout: 15_000, interval: 5 };

const texts = (timeline: Timeline): string[] =>
  timeline.snapshot.current().items.flatMap((item) => (item.type === "message" ? [item.body.kind === "text" ? item.body.text : item.body.kind] : []));
const numbered = (count: number, from = 0): string[] => Array.from({ length: count }, (_, index) => `m${from + index}`);

async function toTheStart(timeline: Timeline): Promise<void> {
  while (!timeline.snapshot.current().reachedStart) {
    await timeline.loadOlder();
    await new Promise((next) => setTimeout(next, 1));
  }
}

describe.each<WayOfSyncing>(["v2", "sliding"])("over %s", (way) => {
  const clients: ScreenlessClient[] = [];
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });
  const start = async (server: FakeHomeserver, crypto?: FakeCrypto): Promise<ScreenlessClient> => {
    const client = new ScreenlessClient(server, way, crypto);
    clients.push(client);
    return client.start();
  };
  const setUp = async (messages = 5) => {
    const server = new FakeHomeserver(ME);
    server.room(ROOM, [IDRIS, JEAN]);
    const ids = numbered(messages).map((text) => server.say(ROOM, IDRIS, text));
    const client = await start(server);
    return { server, client, ids };
  };

  it("an open room has every message in order after a cut, and again after the next", async () => {
    const { server, client } = await setUp();
    const timeline = await client.open(ROOM);
    for (let cut = 0; cut < 2; cut += 1) {
      client.line.cut();
      numbered(60, 5 + cut * 60).forEach((text) => server.say(ROOM, IDRIS, text));
      client.mend();
      await vi.waitFor(() => expect(texts(timeline)).toEqual(numbered(65 + cut * 60)), LONG);
    }
  });

  it("a room that was closed during a gap is complete when it is opened, back to its beginning", async () => {
    const { server, client } = await setUp(150);
    client.line.cut();
    numbered(90, 150).forEach((text) => server.say(ROOM, IDRIS, text));
    client.mend();
    await vi.waitFor(() => expect(client.row(ROOM)?.preview?.text).toBe("m239"), LONG);
    const timeline = await client.open(ROOM);
    await toTheStart(timeline);
    await vi.waitFor(() => expect(texts(timeline)).toEqual(numbered(240)), LONG);
  });

  it("unread messages that could not be loaded are counted once the server answers again, without anything new in the room", async () => {
    const server = new FakeHomeserver(ME);
    server.room(ROOM, [IDRIS]);
    server.room("!other" as RoomId, [IDRIS]);
    const ids = numbered(80).map((text) => server.say(ROOM, IDRIS, text));
    server.read(ROOM, ids[9]!);
    const client = new ScreenlessClient(server, way);
    clients.push(client);
    const asked = vi.spyOn(client.client, "createMessagesRequest").mockRejectedValueOnce(new ConnectionError("the network is away"));
    await client.start();
    await vi.waitFor(() => expect(asked).toHaveBeenCalled(), LONG);
    server.say("!other" as RoomId, IDRIS, "something elsewhere, so that sync answers");
    await vi.waitFor(() => expect(client.row(ROOM)?.unread).toBe(70), LONG);
  });

  it("the row of an open room tells of what was said in a gap once that is filled, without anything new in the room", async () => {
    const OTHER = "!other" as RoomId;
    const server = new FakeHomeserver(ME);
    for (const roomId of [ROOM, OTHER]) server.room(roomId, [IDRIS]);
    numbered(5).forEach((text) => server.say(ROOM, IDRIS, text));
    const client = await start(server);
    const timeline = await client.open(ROOM);
    await toTheStart(timeline);
    const ask = client.client.createMessagesRequest.bind(client.client);
    let held: (() => void)[] | null = [];
    vi.spyOn(client.client, "createMessagesRequest").mockImplementation(async (...asked) => {
      await new Promise<void>((answered) => (held === null ? answered() : held.push(answered)));
      return ask(...asked);
    });
    client.line.cut();
    numbered(60, 5).forEach((text) => server.say(ROOM, IDRIS, text));
    client.mend();
    await vi.waitFor(() => expect(held).not.toHaveLength(0), LONG);
    server.say(OTHER, IDRIS, "said after everything that sync brought of the gap has been taken in");
    await vi.waitFor(() => expect(client.row(OTHER)?.unread).toBe(1), LONG);
    for (const answer of held.splice(0)) answer();
    held = null;
    await vi.waitFor(() => expect(client.row(ROOM)).toMatchObject({ unread: 65, preview: { text: "m64" } }), LONG);
    expect(texts(timeline)).toEqual(numbered(65));
  });

  it("rooms outside the first window are in the list, have their gaps filled and their unread counted", async () => {
    const server = new FakeHomeserver(ME);
    const rooms = Array.from({ length: 90 }, (_, index) => `!${index}` as RoomId);
    for (const roomId of rooms) server.room(roomId, [IDRIS]);
    const client = await start(server);
    await vi.waitFor(() => expect(client.rooms.rooms.current()).toHaveLength(90), LONG);
    client.line.cut();
    numbered(30).forEach((text) => server.say(rooms[0]!, IDRIS, text));
    client.mend();
    await vi.waitFor(() => expect(client.row(rooms[0]!)).toMatchObject({ unread: 30, preview: { text: "m29" } }), LONG);
    const timeline = await client.open(rooms[0]!);
    await toTheStart(timeline);
    expect(texts(timeline)).toEqual(numbered(30));
  });

  it("edits, reactions and redactions of messages that are not loaded yet are seen when those are", async () => {
    const { server, client, ids } = await setUp(80);
    server.edit(ROOM, IDRIS, ids[1]!, "reworded");
    server.react(ROOM, JEAN, ids[2]!, "👍");
    server.redact(ROOM, IDRIS, ids[3]!);
    const taken = server.react(ROOM, JEAN, ids[2]!, "❤️");
    server.redact(ROOM, JEAN, taken);
    const timeline = await client.open(ROOM);
    await toTheStart(timeline);
    await vi.waitFor(() => expect(texts(timeline).slice(0, 5)).toEqual(["m0", "reworded", "m2", "redacted", "m4"]), LONG);
    const reacted = timeline.snapshot.current().items.find((item) => item.type === "message" && item.eventId === ids[2]);
    expect(reacted).toMatchObject({ reactions: [{ key: "👍", count: 1 }] });
  });

  it("what was shown before a gap is edited and taken back by what happened in it", async () => {
    const { server, client, ids } = await setUp();
    const timeline = await client.open(ROOM);
    client.line.cut();
    server.redact(ROOM, IDRIS, ids[0]!);
    server.edit(ROOM, IDRIS, ids[1]!, "reworded");
    numbered(40, 5).forEach((text) => server.say(ROOM, IDRIS, text));
    client.mend();
    await vi.waitFor(() => expect(texts(timeline)).toEqual(["redacted", "reworded", "m2", "m3", "m4", ...numbered(40, 5)]), LONG);
    server.redact(ROOM, IDRIS, ids[2]!); // known from before the gap, and not to the SDK any more
    await vi.waitFor(() => expect(texts(timeline)[2]).toBe("redacted"), LONG);
  });

  it("a reply in a thread stands in its place before its root is loaded, and names it afterwards", async () => {
    const { server, client, ids } = await setUp(80);
    server.say(ROOM, JEAN, "answer", { "m.relates_to": { rel_type: "m.thread", event_id: ids[0], is_falling_back: true, "m.in_reply_to": { event_id: ids[0] } } });
    await vi.waitFor(() => expect(client.row(ROOM)?.preview?.text).toBe("answer"), LONG);
    const timeline = await client.open(ROOM);
    await toTheStart(timeline);
    const answer = timeline.snapshot.current().items.at(-1);
    expect(answer).toMatchObject({ body: { text: "answer" }, replyTo: { eventId: ids[0], excerpt: "m0" } });
    expect(texts(timeline)).toEqual([...numbered(80), "answer"]);
  });

  it("a room that is left and joined again after a gap has no hole and nothing twice", async () => {
    const { server, client } = await setUp();
    client.line.cut();
    numbered(40, 5).forEach((text) => server.say(ROOM, IDRIS, text));
    server.member(ROOM, ME, "leave");
    client.mend();
    await vi.waitFor(() => expect(client.row(ROOM)).toBeUndefined(), LONG);
    numbered(10, 45).forEach((text) => server.say(ROOM, IDRIS, text));
    server.member(ROOM, ME, "invite", IDRIS);
    await vi.waitFor(() => expect(client.row(ROOM)?.membership).toBe("invite"), LONG);
    server.member(ROOM, ME, "join");
    await vi.waitFor(() => expect(client.row(ROOM)?.membership).toBe("join"), LONG);
    const timeline = await client.open(ROOM);
    await toTheStart(timeline);
    await vi.waitFor(() => expect(texts(timeline)).toEqual(numbered(55)), LONG);
  });

  it.each([
    ["begins with the leaving", 17],
    ["begins between the leaving and the coming back", 18],
  ])("a room that was left and joined again is complete for a device that starts when what it is first told %s", async (_case, since) => {
    const { server } = await setUp(30);
    server.member(ROOM, ME, "leave");
    server.member(ROOM, ME, "invite", IDRIS);
    server.member(ROOM, ME, "join");
    numbered(since, 30).forEach((text) => server.say(ROOM, IDRIS, text));
    const timeline = await (await start(server)).open(ROOM);
    await toTheStart(timeline);
    expect(texts(timeline)).toEqual(numbered(30 + since));
  });

  it("a room that was left and joined again while the network was cut is complete after it", async () => {
    const { server, client } = await setUp(30);
    const timeline = await client.open(ROOM);
    client.line.cut();
    server.member(ROOM, ME, "leave");
    server.member(ROOM, ME, "invite", IDRIS);
    server.member(ROOM, ME, "join");
    numbered(18, 30).forEach((text) => server.say(ROOM, IDRIS, text));
    client.mend();
    await vi.waitFor(() => expect(texts(timeline).at(-1)).toBe("m47"), LONG);
    await toTheStart(timeline);
    expect(texts(timeline)).toEqual(numbered(48));
  });

  it("being removed takes the room from the list, and a refused invitation too", async () => {
    const { server, client } = await setUp();
    server.room("!i", [IDRIS]);
    server.member("!i", ME, "leave");
    server.member("!i", ME, "invite", IDRIS);
    await vi.waitFor(() => expect(client.row("!i" as RoomId)?.membership).toBe("invite"), LONG);
    server.member("!i", ME, "leave");
    server.member(ROOM, ME, "leave", IDRIS);
    await vi.waitFor(() => expect(client.rooms.rooms.current()).toEqual([]), LONG);
  });

  it("an answer that is cut in half is asked for again, one that is replayed changes nothing", async () => {
    const { server, client } = await setUp();
    const timeline = await client.open(ROOM);
    for (const [index, fault] of (["half", "replay", "half", "replay"] as const).entries()) {
      server.faults.push(fault);
      server.say(ROOM, IDRIS, `m${5 + index}`);
      client.client.retryImmediately();
      await vi.waitFor(() => (client.client.retryImmediately(), expect(texts(timeline)).toEqual(numbered(6 + index))), LONG);
    }
  });

  it("a restarted server that has forgotten everything about this device loses nothing", async () => {
    const { server, client } = await setUp();
    server.room("!gone", [IDRIS]);
    await vi.waitFor(() => expect(client.rooms.rooms.current()).toHaveLength(2), LONG);
    const timeline = await client.open(ROOM);
    client.line.cut();
    server.forgetConnections();
    numbered(50, 5).forEach((text) => server.say(ROOM, IDRIS, text));
    server.member("!gone", ME, "leave");
    client.mend();
    await vi.waitFor(() => expect(texts(timeline)).toEqual(numbered(55)), LONG);
    await vi.waitFor(() => expect(client.rooms.rooms.current()?.map(({ id }) => id)).toEqual([ROOM]), LONG);
  });

  it("whoever came or went in a gap is in the member list, or is not", async () => {
    const { server, client } = await setUp();
    await client.client.getRoom(ROOM)?.loadMembersIfNeeded();
    client.line.cut();
    server.member(ROOM, JEAN, "leave");
    server.member(ROOM, "@lea-interieur:etat.example", "join");
    numbered(40, 5).forEach((text) => server.say(ROOM, IDRIS, text));
    client.mend();
    const joined = () => client.client.getRoom(ROOM)?.getJoinedMembers().map(({ userId }) => userId).sort();
    await vi.waitFor(() => expect(joined()).toEqual([ME, IDRIS, "@lea-interieur:etat.example"].sort()), LONG);
  });

  it("unread and mentions are the same for whoever was there and whoever starts anew", async () => {
    const { server, client, ids } = await setUp();
    server.read(ROOM, ids[2]!);
    await vi.waitFor(() => expect(client.row(ROOM)?.unread).toBe(2), LONG);
    numbered(45, 5).forEach((text, index) => server.say(ROOM, IDRIS, text, index % 15 === 0 ? { "m.mentions": { user_ids: [ME] } } : {}));
    const edited = server.edit(ROOM, IDRIS, ids[4]!, "reworded");
    server.redact(ROOM, IDRIS, server.say(ROOM, IDRIS, "taken back"));
    await vi.waitFor(() => expect(client.row(ROOM)).toMatchObject({ unread: 47, mentions: 3 }), LONG);
    const anew = await start(server);
    await vi.waitFor(() => expect(anew.row(ROOM)).toMatchObject({ unread: 47, mentions: 3 }), LONG);
    server.read(ROOM, edited);
    for (const each of [client, anew]) await vi.waitFor(() => expect(each.row(ROOM)).toMatchObject({ unread: 0, mentions: 0 }), LONG);
    expect(anew.row(ROOM)).toEqual(client.row(ROOM));
  });

  it("a message whose key is late has its place, is counted, and is read there when the key comes", async () => {
    const server = new FakeHomeserver(ME);
    server.room(ROOM, [IDRIS, JEAN]);
    server.say(ROOM, IDRIS, "m0");
    const crypto = new FakeCrypto();
    const client = await start(server, crypto);
    const timeline = await client.open(ROOM);
    server.whisper(ROOM, IDRIS, "m1", "late");
    server.say(ROOM, JEAN, "m2");
    server.whisper(ROOM, JEAN, "m3", "late", { "m.mentions": { user_ids: [ME] } });
    await vi.waitFor(() => expect(texts(timeline)).toEqual(["m0", "undecryptable", "m2", "undecryptable"]), LONG);
    await vi.waitFor(() => expect(client.row(ROOM)).toMatchObject({ unread: 4, mentions: 0 }), LONG);
    crypto.arrive("late");
    await vi.waitFor(() => expect(texts(timeline)).toEqual(numbered(4)), LONG);
    await vi.waitFor(() => expect(client.row(ROOM)).toMatchObject({ unread: 4, mentions: 1, preview: { text: "m3" } }), LONG);
  });

  it("a key that comes during a cut, or after the gap was filled, opens what was said in it, also far above", async () => {
    const server = new FakeHomeserver(ME);
    server.room(ROOM, [IDRIS, JEAN]);
    server.say(ROOM, IDRIS, "m0");
    const crypto = new FakeCrypto();
    const client = await start(server, crypto);
    const timeline = await client.open(ROOM);
    client.line.cut();
    server.whisper(ROOM, IDRIS, "m1", "early");
    server.whisper(ROOM, IDRIS, "m2", "late");
    numbered(60, 3).forEach((text) => server.say(ROOM, JEAN, text));
    crypto.arrive("early");
    client.mend();
    await vi.waitFor(() => expect(texts(timeline)).toEqual(["m0", "m1", "undecryptable", ...numbered(60, 3)]), LONG);
    crypto.arrive("late");
    await vi.waitFor(() => expect(texts(timeline)).toEqual(numbered(63)), LONG);
  });

  it("an edit whose key is late rewords its message when the key comes, and a message that comes after its edit is shown reworded", async () => {
    const server = new FakeHomeserver(ME);
    server.room(ROOM, [IDRIS, JEAN]);
    const crypto = new FakeCrypto();
    const edit = (eventId: string, body: string, session: string): void =>
      void server.whisper(ROOM, IDRIS, `* ${body}`, session, { "m.new_content": { msgtype: "m.text", body }, "m.relates_to": { rel_type: "m.replace", event_id: eventId } });
    edit(server.whisper(ROOM, IDRIS, "m0", "first"), "m0, reworded", "second");
    edit(server.whisper(ROOM, IDRIS, "m1", "second"), "m1, reworded", "first");
    const client = await start(server, crypto);
    const timeline = await client.open(ROOM);
    crypto.arrive("first");
    await vi.waitFor(() => expect(texts(timeline)[0]).toBe("m0"), LONG);
    crypto.arrive("second");
    await vi.waitFor(() => expect(texts(timeline)).toEqual(["m0, reworded", "m1, reworded"]), LONG);
    const [anew, withAll] = [new FakeCrypto(), timeline.snapshot.current().items];
    for (const session of ["first", "second"]) anew.arrive(session);
    const other = await (await start(server, anew)).open(ROOM);
    await vi.waitFor(() => expect(other.snapshot.current().items).toEqual(withAll), LONG);
  });

  it("the newest message is previewed although much else has happened since", async () => {
    const { server, client, ids } = await setUp();
    for (let index = 0; index < 70; index += 1) server.add(ROOM, { type: "m.room.topic", state_key: "", sender: IDRIS, content: { topic: `t${index}` } });
    server.edit(ROOM, IDRIS, ids[4]!, "reworded");
    const anew = await start(server);
    for (const each of [client, anew]) await vi.waitFor(() => expect(each.row(ROOM)).toMatchObject({ preview: { text: "reworded" }, topic: "t69" }), LONG);
  });

  it("spaces list their rooms, wherever in the window they are", async () => {
    const server = new FakeHomeserver(ME);
    server.room("!space", [IDRIS], "interministerial", "m.space");
    server.add("!space", { type: "m.space.child", state_key: ROOM, sender: IDRIS, content: { via: ["etat.example"] } });
    server.room(ROOM, [IDRIS]);
    for (let index = 0; index < 30; index += 1) server.room(`!${index}`, [IDRIS]);
    const client = await start(server);
    expect(spacesOfRooms(client.client.getRooms()).get(ROOM)).toEqual(["!space"]);
    await vi.waitFor(() => expect(client.row(ROOM)?.spaces).toEqual(["!space"]), LONG);
  });
});
