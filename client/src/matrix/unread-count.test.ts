import { describe, expect, it } from "vitest";
import type { EventId, UserId } from "../domain/ids.ts";
import type { EventView } from "./event-view.ts";
import { unreadCount } from "./unread-count.ts";

const ME = "@camille:etat.example" as UserId;
const IDRIS = "@idris:etat.example" as UserId;
let counter = 0;
const event = (more: Partial<EventView> = {}): EventView => ({
  eventId: `$${(counter += 1)}` as EventId,
  sender: IDRIS,
  at: 0,
  type: "m.room.message",
  stateKey: null,
  content: { msgtype: "m.text", body: "x" },
  previousContent: null,
  relation: null,
  redacted: false,
  redacts: null,
  undecryptable: null,
  protectedInTransit: true,
  transactionId: null,
  ...more,
});
const read = (...eventIds: string[]): ReadonlySet<string> => new Set(eventIds);
const edit = { type: "m.replace", eventId: "$1" as EventId, key: null, inReplyTo: null };

describe("what is unread", () => {
  it("are the messages after the own receipt", () => {
    const events = [event(), event(), event()];
    expect(unreadCount(events, read(events[0]!.eventId), ME)).toEqual({ unread: 2, mentions: 0, complete: true });
    expect(unreadCount(events, read(events[2]!.eventId), ME).unread).toBe(0);
  });

  it("ends with what one wrote oneself, and begins with one's entering", () => {
    expect(unreadCount([event(), event({ sender: ME }), event()], read(), ME).unread).toBe(1);
    const entering = event({ type: "m.room.member", stateKey: ME, sender: ME, content: { membership: "join" } });
    expect(unreadCount([event(), entering], read(), ME).unread).toBe(0);
  });

  it("does not count changes of the room, reactions, edits and deleted messages, but what cannot be decrypted", () => {
    const events = [
      event({ type: "m.room.topic", stateKey: "" }),
      event({ type: "m.reaction" }),
      event({ relation: edit }),
      event({ redacted: true }),
      event({ content: { msgtype: "m.key.verification.request", body: "x" } }),
      event({ type: "m.room.encrypted", undecryptable: "keys_not_arrived" }),
    ];
    expect(unreadCount(events, read(), ME).unread).toBe(1);
  });

  it("says when there may be more than is loaded", () => {
    expect(unreadCount([event()], read("$older"), ME)).toEqual({ unread: 1, mentions: 0, complete: false });
  });

  it("counts mentions of oneself and of everybody, and only when they were meant", () => {
    const mentioning = (mentions: unknown) => event({ content: { msgtype: "m.text", body: ME, "m.mentions": mentions } });
    const events = [mentioning({ user_ids: [ME] }), mentioning({ room: true }), mentioning({ user_ids: [IDRIS] }), mentioning({ user_ids: ME }), event({ content: { body: ME } })];
    expect(unreadCount(events, read(), ME)).toMatchObject({ unread: 5, mentions: 2 });
  });

  it("goes by the newest of several receipts, whichever kind it is of", () => {
    const events = [event(), event(), event()];
    expect(unreadCount(events, read(events[0]!.eventId, events[1]!.eventId, "$older"), ME)).toEqual({ unread: 1, mentions: 0, complete: true });
  });

  it("counts the newest hundred and no more, so that the answer is the same however much is loaded", () => {
    const many = Array.from({ length: 130 }, (_, index) => event({ content: { msgtype: "m.text", body: "x", "m.mentions": { room: index < 35 } } }));
    expect(unreadCount(many, read(), ME)).toEqual({ unread: 100, mentions: 5, complete: true });
    expect(unreadCount(many.slice(20), read("$older"), ME)).toEqual({ unread: 100, mentions: 5, complete: true });
    expect(unreadCount(many, read(many[0]!.eventId), ME)).toEqual({ unread: 100, mentions: 5, complete: true });
  });
});
