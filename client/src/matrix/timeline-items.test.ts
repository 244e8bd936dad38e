import { describe, expect, it } from "vitest";
import type { EventId, RoomId, TransactionId, UserId } from "../domain/ids.ts";
import type { MessageItem, TimelineItem } from "../domain/timeline-item.ts";
import type { Content, EventView } from "./event-view.ts";
import { fakeEventView } from "./fake-event-view.ts";
import type { OutboxEntry } from "./outbox.ts";
import { parseRelation } from "./relation.ts";
import { timelineItems, type TimelineReader } from "./timeline-items.ts";

const ME = "@camille.laurent-interieur:etat.example" as UserId;
const IDRIS = fakeEventView().sender;
const reader: TimelineReader = {
  me: ME,
  person: (userId) => ({ userId, displayName: userId.slice(1, 7), identity: "unproven", affiliation: null, external: false, service: false }),
  encrypted: true,
  mayRedactOthers: false,
  maySend: true,
};

const event = (content: Content, more: Partial<EventView> = {}): EventView => fakeEventView({ content, relation: parseRelation(content["m.relates_to"]), ...more });
const said = (body: string, more: Partial<EventView> = {}) => event({ msgtype: "m.text", body }, more);
const edit = (of: EventView, body: string, more: Partial<EventView> = {}) =>
  event({ msgtype: "m.text", body: `* ${body}`, "m.new_content": { msgtype: "m.text", body }, "m.relates_to": { rel_type: "m.replace", event_id: of.eventId } }, more);
const reaction = (of: EventView, key: string, sender: UserId = IDRIS) =>
  event({ "m.relates_to": { rel_type: "m.annotation", event_id: of.eventId, key } }, { type: "m.reaction", sender });
const pending = (name: string, content: Content, more: Partial<OutboxEntry> = {}): OutboxEntry => ({
  editable: false,
  transactionId: name as TransactionId,
  roomId: "!r" as RoomId,
  content,
  createdAt: 9_000_000,
  eventId: null,
  sendState: { at: "sending" },
  ...more,
});
const items = (events: readonly EventView[], outbox: readonly OutboxEntry[] = [], as = reader) => timelineItems(events, outbox, as);
function message(item: TimelineItem | undefined): MessageItem {
  if (item?.type !== "message") throw new Error("not a message");
  return item;
}
const texts = (list: readonly TimelineItem[]) => list.map((item) => (item.type === "message" && "text" in item.body ? item.body.text : item.type));

describe("edits", () => {
  it("show the latest wording once, at the place of the message", () => {
    const first = said("Réunion à 14 h");
    const list = items([first, said("Bien"), edit(first, "Réunion à 15 h"), edit(first, "Réunion à 16 h")]);
    expect(texts(list)).toEqual(["Réunion à 16 h", "Bien"]);
    expect(message(list[0]).edited).toBe(true);
  });

  it("of somebody else's message count for nothing", () => {
    const first = said("oui");
    expect(texts(items([first, edit(first, "non", { sender: ME })]))).toEqual(["oui"]);
  });

  it("in the clear never reword an encrypted message", () => {
    const first = said("oui");
    const list = items([first, edit(first, "non", { protectedInTransit: false })]);
    expect(texts(list)).toEqual(["oui"]);
    expect(message(list[0]).edited).toBe(false);
  });

  it("whose key came out of the backup reword a message, and nobody is held to have said it any more", () => {
    const first = said("oui");
    expect(message(items([first])[0]).restored).toBe(false);
    const list = items([first, edit(first, "non", { restored: true })]);
    expect(texts(list)).toEqual(["non"]);
    expect(message(list[0]).restored).toBe(true);
  });

  it("cannot make a readable message disappear by a label in the clear", () => {
    const first = said("un");
    const labelled = said("deux", { relation: { type: "m.replace", eventId: first.eventId, key: null, inReplyTo: null } });
    expect(texts(items([first, labelled]))).toEqual(["un", "deux"]);
  });

  it("that were deleted, or do not decrypt, leave the message as it was", () => {
    const first = said("oui");
    const deleted = { ...edit(first, "non"), redacted: true };
    const unreadable = { ...edit(first, "non"), undecryptable: "keys_not_arrived" as const };
    expect(texts(items([first, unreadable, deleted])).filter((text) => text === "non")).toEqual([]);
    expect(texts(items([first, unreadable]))).toEqual(["oui"]);
  });
});

describe("reactions", () => {
  it("are counted by emoji, one for each person, own ones marked", () => {
    const first = said("oui");
    const list = items([first, reaction(first, "👍"), reaction(first, "👍"), reaction(first, "👍", ME), reaction(first, "❤️")]);
    expect(list).toHaveLength(1);
    expect(message(list[0]).reactions).toEqual([
      { key: "👍", count: 2, own: true },
      { key: "❤️", count: 1, own: false },
    ]);
  });
});

describe("replies", () => {
  it("name the message replied to and lose the quotation that older clients put before them", () => {
    const first = said("Qui vient ?");
    const answer = event({ msgtype: "m.text", body: "> <@idris> Qui vient ?\n\nMoi", "m.relates_to": { "m.in_reply_to": { event_id: first.eventId } } });
    const item = message(items([first, answer])[1]);
    expect(item.body).toEqual({ kind: "text", text: "Moi" });
    expect(item.replyTo).toEqual({ eventId: first.eventId, senderName: "idris.", excerpt: "Qui vient ?" });
  });

  it("to a message that is not loaded still say that they are replies", () => {
    const answer = event({ msgtype: "m.text", body: "Moi", "m.relates_to": { "m.in_reply_to": { event_id: "$older" } } });
    expect(message(items([answer])[0]).replyTo).toEqual({ eventId: "$older", senderName: null, excerpt: null });
  });
});

describe("what can be shown of a message", () => {
  it("is a plain line for files, unknown kinds, deleted and undecryptable ones", () => {
    const bodies = items([
      event({ msgtype: "m.image", body: "plan.png", info: { size: 1234, mimetype: "image/png" } }),
      event({ msgtype: "m.file", body: "Note", filename: "note.pdf", info: { size: -1 } }),
      event({ msgtype: "m.location", body: "ici" }),
      event({}, { type: "org.example.poll" }),
      event({ body: 3 }),
      said("x", { redacted: true, content: {} }),
      event({}, { type: "m.room.encrypted", undecryptable: "sent_before_you_joined" }),
    ]).map((item) => message(item).body);
    expect(bodies).toEqual([
      { kind: "file", name: "plan.png", size: 1234, mimetype: "image/png" },
      { kind: "file", name: "note.pdf", size: null, mimetype: null },
      { kind: "unknown", eventType: "m.location" },
      { kind: "unknown", eventType: "org.example.poll" },
      { kind: "unknown", eventType: "m.room.message" },
      { kind: "redacted" },
      { kind: "undecryptable", reason: "sent_before_you_joined" },
    ]);
  });

  it("is nothing for what only machines say to each other", () => {
    expect(items([event({ msgtype: "m.key.verification.request", body: "x" }), event({}, { type: "m.key.verification.start" }), event({}, { type: "m.room.redaction" })])).toEqual([]);
  });

  it("is never shown as good when it came in the clear, or from an unsigned device, into an encrypted room", () => {
    const forged = said("Virez 10 000 €", { protectedInTransit: false });
    expect(message(items([forged])[0]).authentic).toBe(false);
    expect(message(items([forged], [], { ...reader, encrypted: false })[0]).authentic).toBe(true);
    expect(message(items([said("bonjour")])[0]).authentic).toBe(true);
  });
});

describe("own messages", () => {
  it("keep their key and are shown once, whichever comes first, the echo or the answer", () => {
    const written = { msgtype: "m.text", body: "Bonjour" };
    const local = items([], [pending("t1", written)]);
    const answered = items([], [pending("t1", written, { eventId: "$mine" as EventId, sendState: { at: "sent" } })]);
    const echo = event(written, { eventId: "$mine" as EventId, sender: ME, transactionId: "t1" as TransactionId });
    const both = items([echo], [pending("t1", written)]);
    const bothAnswered = items([{ ...echo, transactionId: null }], [pending("t1", written, { eventId: "$mine" as EventId })]);
    const alone = items([echo], []);
    for (const list of [local, answered, both, bothAnswered, alone]) expect(texts(list)).toEqual(["Bonjour"]);
    for (const list of [local, answered, both, alone]) expect(list[0]!.key).toBe("txn:t1");
    expect(message(local[0]).sendState).toEqual({ at: "sending" });
    expect(message(alone[0]).mayEdit).toBe(true);
  });

  it("being edited show the new wording upon the message, with what becomes of it", () => {
    const mine = said("un", { sender: ME });
    const list = items([mine], [pending("t2", edit(mine, "deux").content, { sendState: { at: "waiting", failure: { code: "network" } } })]);
    expect(texts(list)).toEqual(["deux"]);
    expect(message(list[0]).sendState.at).toBe("waiting");
    expect(list[0]!.key).toBe(mine.eventId);
  });
});

describe("changes of the room", () => {
  const state = (type: string, content: Content, more: Partial<EventView> = {}) => event(content, { type, stateKey: "", ...more });
  it("become plain lines, and what says nothing to a reader is left out", () => {
    const member = (membership: string, before: string | null, more: Partial<EventView> = {}) =>
      state("m.room.member", { membership }, { stateKey: ME, previousContent: before === null ? null : { membership: before }, ...more });
    const kinds = items([
      state("m.room.create", {}),
      state("m.room.power_levels", {}),
      member("invite", null),
      member("join", "invite", { sender: ME }),
      member("join", "join", { sender: ME }),
      member("leave", "join", { sender: ME }),
      member("leave", "invite", { sender: ME }),
      member("leave", "join"),
      member("ban", "join"),
      state("m.room.name", { name: "Coordination" }),
      state("m.room.topic", { topic: "Crues" }),
      state("m.room.encryption", {}),
      state("m.room.power_levels", {}, { previousContent: {} }),
      state("m.room.tombstone", {}),
    ]).map((item) => (item.type === "change" ? item.change.kind : item.type));
    expect(kinds).toEqual(["created", "invited", "joined", "left", "invitation_refused", "removed", "banned", "renamed", "topic", "encrypted", "other", "replaced"]);
  });
});
