import { describe, expect, it } from "vitest";
import type { EventId, UserId } from "../domain/ids.ts";
import { fakeEventView } from "./fake-event-view.ts";
import { unreadCount } from "./unread-count.ts";

const ME = "@camille:etat.example" as UserId;
const IDRIS = fakeEventView().sender;
const read = (...eventIds: string[]): ReadonlySet<string> => new Set(eventIds);
const edit = { type: "m.replace", eventId: "$1" as EventId, key: null, inReplyTo: null };

describe("what is unread", () => {
  it("are the messages after the own receipt", () => {
    const events = [fakeEventView(), fakeEventView(), fakeEventView()];
    expect(unreadCount(events, read(events[0]!.eventId), ME)).toEqual({ unread: 2, mentions: 0, complete: true });
    expect(unreadCount(events, read(events[2]!.eventId), ME).unread).toBe(0);
  });

  it("ends with what one wrote oneself, and begins with one's entering", () => {
    expect(unreadCount([fakeEventView(), fakeEventView({ sender: ME }), fakeEventView()], read(), ME).unread).toBe(1);
    const entering = fakeEventView({ type: "m.room.member", stateKey: ME, sender: ME, content: { membership: "join" } });
    expect(unreadCount([fakeEventView(), entering], read(), ME).unread).toBe(0);
  });

  it("does not count changes of the room, reactions, edits and deleted messages, but what cannot be decrypted", () => {
    const events = [
      fakeEventView({ type: "m.room.topic", stateKey: "" }),
      fakeEventView({ type: "m.reaction" }),
      fakeEventView({ relation: edit }),
      fakeEventView({ redacted: true }),
      fakeEventView({ content: { msgtype: "m.key.verification.request", body: "x" } }),
      fakeEventView({ type: "m.room.encrypted", undecryptable: "keys_not_arrived" }),
    ];
    expect(unreadCount(events, read(), ME).unread).toBe(1);
  });

  it("says when there may be more than is loaded", () => {
    expect(unreadCount([fakeEventView()], read("$older"), ME)).toEqual({ unread: 1, mentions: 0, complete: false });
  });

  it("counts mentions of oneself and of everybody, and only when they were meant", () => {
    const mentioning = (mentions: unknown) => fakeEventView({ content: { msgtype: "m.text", body: ME, "m.mentions": mentions } });
    const events = [mentioning({ user_ids: [ME] }), mentioning({ room: true }), mentioning({ user_ids: [IDRIS] }), mentioning({ user_ids: ME }), fakeEventView({ content: { body: ME } })];
    expect(unreadCount(events, read(), ME)).toMatchObject({ unread: 5, mentions: 2 });
  });

  it("goes by the newest of several receipts, whichever kind it is of", () => {
    const events = [fakeEventView(), fakeEventView(), fakeEventView()];
    expect(unreadCount(events, read(events[0]!.eventId, events[1]!.eventId, "$older"), ME)).toEqual({ unread: 1, mentions: 0, complete: true });
  });

  it("counts the newest hundred and no more, so that the answer is the same however much is loaded", () => {
    const many = Array.from({ length: 130 }, (_, index) => fakeEventView({ content: { msgtype: "m.text", body: "x", "m.mentions": { room: index < 35 } } }));
    expect(unreadCount(many, read(), ME)).toEqual({ unread: 100, mentions: 5, complete: true });
    expect(unreadCount(many.slice(20), read("$older"), ME)).toEqual({ unread: 100, mentions: 5, complete: true });
    expect(unreadCount(many, read(many[0]!.eventId), ME)).toEqual({ unread: 100, mentions: 5, complete: true });
  });
});
