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
  undecryptable: null,
  protectedInTransit: true,
  transactionId: null,
  ...more,
});
const edit = { type: "m.replace", eventId: "$1" as EventId, key: null, inReplyTo: null };

describe("what is unread", () => {
  it("are the messages after the own receipt", () => {
    const events = [event(), event(), event()];
    expect(unreadCount(events, events[0]!.eventId, ME)).toEqual({ unread: 2, mentions: 0, complete: true });
    expect(unreadCount(events, events[2]!.eventId, ME).unread).toBe(0);
  });

  it("ends with what one wrote oneself, and begins with one's entering", () => {
    expect(unreadCount([event(), event({ sender: ME }), event()], null, ME).unread).toBe(1);
    const entering = event({ type: "m.room.member", stateKey: ME, sender: ME, content: { membership: "join" } });
    expect(unreadCount([event(), entering], null, ME).unread).toBe(0);
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
    expect(unreadCount(events, null, ME).unread).toBe(1);
  });

  it("says when there may be more than is loaded", () => {
    expect(unreadCount([event()], "$older", ME)).toEqual({ unread: 1, mentions: 0, complete: false });
  });

  it("counts mentions of oneself and of everybody, and only when they were meant", () => {
    const mentioning = (mentions: unknown) => event({ content: { msgtype: "m.text", body: ME, "m.mentions": mentions } });
    const events = [mentioning({ user_ids: [ME] }), mentioning({ room: true }), mentioning({ user_ids: [IDRIS] }), mentioning({ user_ids: ME }), event({ content: { body: ME } })];
    expect(unreadCount(events, null, ME)).toMatchObject({ unread: 5, mentions: 2 });
  });
});
