/**
 * From the events of a room, oldest first and without gaps, to what is shown. Pure: aggregates edits and reactions itself,
 * because an event that changes another one always comes after it and so is in the list whenever the other one is.
 */
import type { EventId, TransactionId, UserId } from "../domain/ids.ts";
import { isRecord } from "../domain/json-shape.ts";
import type { Person } from "../domain/person.ts";
import type { MessageItem, TimelineItem } from "../domain/timeline-item.ts";
import { changeLine } from "./change-line.ts";
import type { EventView } from "./event-view.ts";
import { contentBody, excerpt, messageBody } from "./message-body.ts";
import { parseRelation } from "./relation.ts";
import type { OutboxEntry } from "./outbox.ts";

export interface TimelineReader {
  readonly me: UserId;
  person(userId: UserId): Person;
  /** the room is encrypted, so that what came in the clear is not authentic */
  readonly encrypted: boolean;
  /** power to delete what others wrote */
  readonly mayRedactOthers: boolean;
  /** power to delete what one wrote oneself, and to write at all */
  readonly maySend: boolean;
}

type Draft = { -readonly [Field in keyof MessageItem]: MessageItem[Field] };

/** The same objects in every item that has nothing to say there: comparing thousands of items then costs a glance. */
const SENT: MessageItem["sendState"] = { at: "sent" };
const NO_REACTIONS: MessageItem["reactions"] = [];

const HIDDEN_TYPES = /^(m\.room\.redaction|m\.reaction|m\.key\.verification\..+)$/;

/** What comparing emoji in a direct conversation says to machines only, the request among it, which is a message. */
export function saysNothing(event: EventView): boolean {
  return HIDDEN_TYPES.test(event.type) || event.content["msgtype"] === "m.key.verification.request";
}

/** @param outbox - entries of this room, in the order of writing. */
export function timelineItems(
  events: readonly EventView[],
  outbox: readonly OutboxEntry[],
  reader: TimelineReader,
): readonly TimelineItem[] {
  const items: (Draft | Exclude<TimelineItem, MessageItem>)[] = [];
  const messages = new Map<EventId, { readonly item: Draft; readonly event: EventView }>();
  const seenTransactions = new Set<TransactionId>();
  const seenReactions = new Set<string>();
  for (const event of events) {
    if (event.transactionId) seenTransactions.add(event.transactionId);
    if (event.stateKey !== null) {
      const line = changeLine(event, reader.person);
      if (line) items.push(line);
    } else if (isEdit(event)) {
      applyEdit(event, messages);
    } else if (!event.redacted && event.type === "m.reaction") {
      applyReaction(event, messages, seenReactions, reader.me);
    } else if (!saysNothing(event)) {
      const item = messageItem(event, messages, reader);
      items.push(item);
      messages.set(event.eventId, { item, event });
    }
  }
  for (const entry of outbox) {
    const echoed = seenTransactions.has(entry.transactionId) || (entry.eventId !== null && messages.has(entry.eventId));
    if (!echoed) addPending(entry, items, messages, reader);
  }
  return items;
}

/** What says it is an edit and can be read, but brings no new content, is shown: a server must not hide messages by a label. */
function isEdit(event: EventView): boolean {
  return event.relation?.type === "m.replace" && (event.undecryptable !== null || isRecord(event.content["m.new_content"]));
}

function messageItem(event: EventView, messages: ReadonlyMap<EventId, { readonly item: Draft }>, reader: TimelineReader): Draft {
  const own = event.sender === reader.me;
  const body = messageBody(event);
  const editable = own && body.kind === "text" && reader.maySend;
  return {
    type: "message",
    key: event.transactionId ? pendingKey(event.transactionId) : event.eventId,
    eventId: event.eventId,
    transactionId: event.transactionId,
    sender: reader.person(event.sender),
    own,
    at: event.at,
    body,
    edited: false,
    replyTo: event.redacted ? null : replyTo(event.relation?.inReplyTo ?? null, messages),
    reactions: NO_REACTIONS,
    sendState: SENT,
    authentic: event.redacted || event.undecryptable !== null || !reader.encrypted || event.protectedInTransit,
    restored: event.restored && !event.redacted,
    mayEdit: editable,
    mayRedact: !event.redacted && (own ? reader.maySend : reader.mayRedactOthers),
  };
}

/** The key of a message that this device wrote: the same before and after the server has echoed it. */
const pendingKey = (transactionId: TransactionId): string => `txn:${transactionId}`;

function replyTo(
  eventId: EventId | null,
  messages: ReadonlyMap<EventId, { readonly item: Draft }>,
): MessageItem["replyTo"] {
  if (eventId === null) return null;
  const original = messages.get(eventId)?.item;
  return { eventId, senderName: original?.sender.displayName ?? null, excerpt: original ? excerpt(original.body) : null };
}

/**
 * The conditions of the Client-Server API, section "Validity of replacement events"; and an edit never has less protection
 * than what it replaces, or whoever controls the server could reword encrypted messages.
 */
function applyEdit(
  edit: EventView,
  messages: ReadonlyMap<EventId, { readonly item: Draft; readonly event: EventView }>,
): void {
  const target = edit.relation?.eventId ? messages.get(edit.relation.eventId) : undefined;
  const newContent = edit.content["m.new_content"];
  if (!target || edit.redacted || edit.undecryptable || !isRecord(newContent)) return;
  if (target.event.sender !== edit.sender || target.event.type !== edit.type || target.item.body.kind === "redacted") return;
  if (target.event.protectedInTransit && !edit.protectedInTransit) return;
  target.item.body = contentBody(newContent, false);
  target.item.edited = true;
  // Nobody can prove who reworded it, so that nobody is held to have said it.
  target.item.restored ||= edit.restored;
}

function applyReaction(
  reaction: EventView,
  messages: ReadonlyMap<EventId, { readonly item: Draft; readonly event: EventView }>,
  seen: Set<string>,
  me: UserId,
): void {
  const { relation } = reaction;
  const target = relation?.type === "m.annotation" && relation.eventId ? messages.get(relation.eventId) : undefined;
  if (!target || !relation?.key || target.event.redacted) return;
  // One person counts once for each emoji.
  const once = `${target.event.eventId} ${reaction.sender} ${relation.key}`;
  if (seen.has(once)) return;
  seen.add(once);
  const own = reaction.sender === me;
  const already = target.item.reactions.find((counted) => counted.key === relation.key);
  target.item.reactions = already
    ? target.item.reactions.map((counted) =>
        counted === already ? { key: counted.key, count: counted.count + 1, own: counted.own || own } : counted,
      )
    : [...target.item.reactions, { key: relation.key, count: 1, own }];
}

/** A message of the outbox: a line of its own at the end, or, for an edit, upon the message that it replaces. */
function addPending(
  entry: OutboxEntry,
  items: (Draft | Exclude<TimelineItem, MessageItem>)[],
  messages: ReadonlyMap<EventId, { readonly item: Draft }>,
  reader: TimelineReader,
): void {
  const relation = parseRelation(entry.content["m.relates_to"]);
  const edited = relation?.type === "m.replace" && relation.eventId ? messages.get(relation.eventId)?.item : undefined;
  const newContent = entry.content["m.new_content"];
  if (edited && isRecord(newContent)) {
    edited.body = contentBody(newContent, false);
    edited.edited = true;
    edited.sendState = entry.sendState;
    edited.transactionId = entry.transactionId;
    return;
  }
  items.push({
    type: "message",
    key: pendingKey(entry.transactionId),
    eventId: entry.eventId,
    transactionId: entry.transactionId,
    sender: reader.person(reader.me),
    own: true,
    at: entry.createdAt,
    body: contentBody(isRecord(newContent) ? newContent : entry.content, false),
    edited: false,
    replyTo: replyTo(relation?.inReplyTo ?? null, messages),
    reactions: NO_REACTIONS,
    sendState: entry.sendState,
    authentic: true,
    restored: false,
    mayEdit: entry.editable && !isRecord(newContent),
    mayRedact: false,
  });
}
