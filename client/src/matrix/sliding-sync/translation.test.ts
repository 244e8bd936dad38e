import { describe, expect, it } from "vitest";
import { parsePositionToken } from "./position-token.ts";
import { roomsWithGap, translated, type Known, type Membership } from "./translation.ts";
import type { Position, SlidingResponse, SlidingRoom, WireEvent } from "./wire.ts";

const ME = "@camille:etat.example";
const AT: Position = { pos: "2", toDevice: "d1", window: null };
const known = (memberships: Readonly<Record<string, Membership>> = {}, more: Partial<Known> = {}): Known => ({ me: ME, memberships: new Map(Object.entries(memberships)), gone: [], members: new Map(), ...more });
const member = (userId: string, membership: string, id = `$${userId}-${membership}`): WireEvent => ({ type: "m.room.member", state_key: userId, sender: userId, event_id: id, content: { membership } });
const said = (id: string): WireEvent => ({ type: "m.room.encrypted", sender: "@idris:etat.example", event_id: id, content: {} });
const answer = (rooms: Readonly<Record<string, SlidingRoom>>, more: Partial<SlidingResponse> = {}): SlidingResponse => ({ pos: "2", rooms, ...more });
const joined = (rooms: Readonly<Record<string, SlidingRoom>>, before = known()) => translated(answer(rooms), AT, before).rooms.join;

describe("an answer of sliding sync, as one of version 2", () => {
  it("begins a room anew when it is sent for the first time or after a gap, from where its timeline leads back", () => {
    const first = joined({ "!r": { initial: true, timeline: [said("$9")], prev_batch: "t9", limited: false, required_state: [member(ME, "join")] } });
    expect(first["!r"]?.timeline).toEqual({ events: [said("$9")], limited: true, prev_batch: "t9" });
    const gap = joined({ "!r": { timeline: [said("$70")], prev_batch: "t70", limited: true } }, known({ "!r": "join" }));
    expect(gap["!r"]?.timeline).toEqual({ events: [said("$70")], limited: true, prev_batch: "t70" });
    const goesOn = joined({ "!r": { timeline: [said("$71")], prev_batch: "t71", limited: false } }, known({ "!r": "join" }));
    expect(goesOn["!r"]?.timeline.limited).toBe(false);
  });

  it("says the state at the end of the timeline: what is required, else the member list, else the timeline", () => {
    const name = (text: string, id: string): WireEvent => ({ type: "m.room.name", state_key: "", event_id: id, content: { name: text } });
    const room = { limited: true, timeline: [name("old", "$1"), member("@a:x", "join", "$2"), member("@b:x", "join", "$3"), said("$4")], required_state: [name("new", "$5")] };
    const after = joined({ "!r": room }, known({ "!r": "join" }, { members: new Map([["!r", [member("@b:x", "leave", "$6"), member("@c:x", "leave", "$7")]]]) }));
    expect(after["!r"]?.["org.matrix.msc4222.state_after"].events.map((event) => event["event_id"]).sort()).toEqual(["$2", "$5", "$6", "$7"]);
  });

  it("has invitations with their stripped state, and no timeline", () => {
    const invite_state = [{ type: "m.room.create", state_key: "", content: {} }, member(ME, "invite")];
    const { rooms } = translated(answer({ "!i": { initial: true, invite_state } }), AT, known());
    expect(rooms).toEqual({ join: {}, invite: { "!i": { invite_state: { events: invite_state } } }, leave: {} });
  });

  it("tells that one has left or was removed, with the event that says so, and adds nothing to the timeline", () => {
    for (const membership of ["leave", "ban"]) {
      const { rooms } = translated(answer({ "!r": { timeline: [said("$1"), member(ME, membership)], required_state: [member(ME, membership)] } }), AT, known({ "!r": "join" }));
      expect(rooms.join).toEqual({});
      expect(rooms.leave).toEqual({ "!r": { state: { events: [member(ME, membership)] }, timeline: { events: [] } } });
    }
  });

  it("does not tell of a room that was left before anybody here knew it", () => {
    expect(translated(answer({ "!r": { initial: true, required_state: [member(ME, "leave")] } }), AT, known()).rooms.leave).toEqual({});
  });

  it("takes what the server does not name any more for left", () => {
    const { rooms } = translated(answer({}), AT, known({ "!gone": "join" }, { gone: ["!gone"] }));
    expect(rooms.leave["!gone"]?.state.events[0]).toMatchObject({ type: "m.room.member", state_key: ME, content: { membership: "leave" } });
  });

  it("begins anew when one comes in again", () => {
    const again = joined({ "!r": { initial: true, timeline: [member(ME, "join")], required_state: [member(ME, "join")], prev_batch: "t3" } }, known({ "!r": "leave" }));
    expect(again["!r"]?.timeline).toMatchObject({ limited: true, prev_batch: "t3" });
  });

  it("brings receipts and account data of rooms in which nothing else has happened, and of no others", () => {
    const receipt = { type: "m.receipt", content: { $1: {} } };
    const mark = { type: "m.fully_read", content: {} };
    const extensions = { receipts: { rooms: { "!r": receipt, "!unknown": receipt } }, account_data: { global: [{ type: "m.direct", content: {} }], rooms: { "!r": [mark] } } };
    const response = translated(answer({}, { extensions }), AT, known({ "!r": "join" }));
    expect(Object.keys(response.rooms.join)).toEqual(["!r"]);
    expect(response.rooms.join["!r"]).toMatchObject({ ephemeral: { events: [receipt] }, account_data: { events: [mark] }, timeline: { events: [], limited: false } });
    expect(response.account_data.events).toEqual([{ type: "m.direct", content: {} }]);
  });

  it("hands on everything that encryption needs", () => {
    const extensions = {
      to_device: { next_batch: "d1", events: [{ type: "m.room.encrypted" }] },
      e2ee: { device_lists: { changed: ["@a:x"] }, device_one_time_keys_count: { signed_curve25519: 50 }, device_unused_fallback_key_types: ["signed_curve25519"] },
    };
    expect(translated(answer({}, { extensions }), AT, known())).toMatchObject({
      to_device: { events: [{ type: "m.room.encrypted" }] },
      device_lists: { changed: ["@a:x"] },
      device_one_time_keys_count: { signed_curve25519: 50 },
      device_unused_fallback_key_types: ["signed_curve25519"],
    });
  });

  it("says how many there are, and who gives an unnamed room its name", () => {
    const room = joined({ "!r": { joined_count: 3, invited_count: 0, heroes: [{ user_id: "@a:x" }] } }, known({ "!r": "join" }));
    expect(room["!r"]?.summary).toEqual({ "m.joined_member_count": 3, "m.invited_member_count": 0, "m.heroes": ["@a:x"] });
  });

  it("ends where the next request goes on", () => {
    expect(parsePositionToken(translated(answer({}), AT, known()).next_batch)).toEqual(AT);
    expect(parsePositionToken("s12_34_0")).toBeNull();
    expect(() => parsePositionToken("sliding:{}")).toThrow(SyntaxError);
  });
});

describe("rooms in which members may have come and gone unseen", () => {
  const rooms = { "!gap": { limited: true }, "!anew": { initial: true, required_state: [member(ME, "join")] }, "!goes on": { limited: false }, "!first": { initial: true, required_state: [member(ME, "join")] }, "!left": { limited: true, required_state: [member(ME, "leave")] } };

  it("are those that were known and of which something was skipped", () => {
    expect(roomsWithGap(answer(rooms), known({ "!gap": "join", "!anew": "join", "!goes on": "join", "!left": "join" }))).toEqual(["!gap", "!anew"]);
  });
});
