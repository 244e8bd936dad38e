/**
 * Items of a timeline as they are kept: only what may pass for good. A message that this device refuses keeps its place and
 * loses its words; of people only who they are is kept, since identity and affiliation are asked for anew each time.
 */
import type { EventId, TransactionId, UserId } from "../domain/ids.ts";
import { isRecord, isStringOrNull } from "../domain/json-shape.ts";
import type { Person } from "../domain/person.ts";
import type { ChangeItem, MessageBody, MessageItem, TimelineItem } from "../domain/timeline-item.ts";

export interface KeptPerson {
  readonly userId: UserId;
  readonly displayName: string;
}

type KeptMessage = Omit<MessageItem, "sender" | "sendState"> & { readonly sender: KeptPerson };
type KeptChange = Omit<ChangeItem, "actor" | "change"> & { readonly actor: KeptPerson; readonly change: Readonly<Record<string, unknown>> & { readonly kind: string } };
export type KeptItem = KeptMessage | KeptChange;

const NAMELESS: MessageBody = { kind: "undecryptable", reason: "unknown" };

/** @returns the newest `most` items that have arrived, fit to be kept. */
export function keptItems(items: readonly TimelineItem[], most: number): readonly KeptItem[] {
  const arrived = items.filter((item) => item.type === "change" || (item.sendState.at === "sent" && item.eventId !== null));
  const readable = new Set(arrived.flatMap((item) => (item.type === "message" && hasGoodWords(item) ? [item.eventId] : [])));
  return arrived.slice(-most).map((item) => (item.type === "change" ? keptChange(item) : keptMessage(item, readable)));
}

function hasGoodWords(item: MessageItem): boolean {
  return item.authentic && item.body.kind !== "redacted" && item.body.kind !== "undecryptable";
}

function keptMessage({ sender, sendState: _, ...item }: MessageItem, readable: ReadonlySet<EventId | null>): KeptMessage {
  const good = hasGoodWords({ ...item, sender, sendState: { at: "sent" } });
  // Words that an answer quotes are words of the message it answers.
  const replyTo = item.replyTo === null || readable.has(item.replyTo.eventId) ? item.replyTo : { ...item.replyTo, excerpt: null };
  const body = good || item.body.kind === "redacted" || item.body.kind === "undecryptable" ? item.body : NAMELESS;
  return { ...item, sender: keptPerson(sender), body, replyTo, reactions: good ? item.reactions : [], mayEdit: good && item.mayEdit };
}

function keptChange({ actor, change, ...item }: ChangeItem): KeptChange {
  return { ...item, actor: keptPerson(actor), change: "target" in change ? { ...change, target: keptPerson(change.target) } : { ...change } };
}

const keptPerson = ({ userId, displayName }: Person): KeptPerson => ({ userId, displayName });

/** @param person - who somebody is as it is known now, under the name that was kept. */
export function timelineItem(kept: KeptItem, person: (kept: KeptPerson) => Person): TimelineItem {
  if (kept.type === "message") return { ...kept, sender: person(kept.sender), sendState: { at: "sent" } };
  const target = parsePerson(kept.change["target"]);
  // The form was checked when it came out of the store.
  const change = (target ? { ...kept.change, target: person(target) } : kept.change) as ChangeItem["change"];
  return { ...kept, actor: person(kept.actor), change };
}

/** @returns everybody who is named by these items. */
export function peopleIn(items: readonly KeptItem[]): readonly UserId[] {
  const named = items.flatMap((item) => (item.type === "message" ? [item.sender] : [item.actor, parsePerson(item.change["target"]) ?? item.actor]));
  return [...new Set(named.map(({ userId }) => userId))];
}

/** @returns null when any item has not the expected form: a cache is whole or it is none. */
export function parseKeptItems(stored: unknown): readonly KeptItem[] | null {
  if (!Array.isArray(stored)) return null;
  const items = stored.map((item) => (isRecord(item) && item["type"] === "change" ? parseChange(item) : parseMessage(item)));
  return items.every((item) => item !== null) ? items : null;
}

const BODY_KINDS: readonly unknown[] = ["text", "notice", "emote", "file", "undecryptable", "redacted", "unknown"] satisfies MessageBody["kind"][];
const TARGETED: readonly unknown[] = ["joined", "left", "invited", "invitation_refused", "removed", "banned"];
const PLAIN: readonly unknown[] = ["created", "encrypted", "replaced"];
const isFlag = (value: unknown): value is boolean => typeof value === "boolean";

function parsePerson(stored: unknown): KeptPerson | null {
  if (!isRecord(stored) || typeof stored["userId"] !== "string" || typeof stored["displayName"] !== "string") return null;
  return { userId: stored["userId"] as UserId, displayName: stored["displayName"] };
}

function parseMessage(stored: unknown): KeptMessage | null {
  if (!isRecord(stored) || stored["type"] !== "message") return null;
  const { key, eventId, transactionId, at, edited, authentic, restored, mayEdit, mayRedact } = stored;
  const sender = parsePerson(stored["sender"]);
  const body = parseBody(stored["body"]);
  const replyTo = parseReplyTo(stored["replyTo"]);
  const reactions = parseReactions(stored["reactions"]);
  if (typeof key !== "string" || typeof eventId !== "string" || !isStringOrNull(transactionId) || typeof at !== "number") return null;
  if (!isFlag(stored["own"]) || !isFlag(edited) || !isFlag(authentic) || !isFlag(restored) || !isFlag(mayEdit) || !isFlag(mayRedact)) return null;
  if (sender === null || body === null || replyTo === undefined || reactions === null) return null;
  return {
    type: "message",
    key,
    eventId: eventId as EventId,
    transactionId: transactionId as TransactionId | null,
    sender,
    own: stored["own"],
    at,
    body,
    edited,
    replyTo,
    reactions,
    authentic,
    restored,
    mayEdit,
    mayRedact,
  };
}

function parseBody(stored: unknown): MessageBody | null {
  if (!isRecord(stored) || !BODY_KINDS.includes(stored["kind"])) return null;
  const { kind, text, name, size, mimetype, reason, eventType } = stored;
  switch (kind) {
    case "text":
    case "notice":
    case "emote":
      return typeof text === "string" ? { kind, text } : null;
    case "file":
      return typeof name === "string" && (size === null || typeof size === "number") && isStringOrNull(mimetype) ? { kind, name, size, mimetype } : null;
    case "undecryptable":
      // A reason is one of few words that this client wrote itself.
      return typeof reason === "string" ? ({ kind, reason } as MessageBody) : null;
    case "redacted":
      return { kind };
    default:
      return typeof eventType === "string" ? { kind: "unknown", eventType } : null;
  }
}

function parseReplyTo(stored: unknown): MessageItem["replyTo"] | undefined {
  if (stored === null) return null;
  if (!isRecord(stored)) return undefined;
  const { eventId, senderName, excerpt } = stored;
  if (typeof eventId !== "string" || !isStringOrNull(senderName) || !isStringOrNull(excerpt)) return undefined;
  return { eventId: eventId as EventId, senderName, excerpt };
}

function parseReactions(stored: unknown): MessageItem["reactions"] | null {
  if (!Array.isArray(stored)) return null;
  const reactions = stored.map((reaction: unknown) => {
    if (!isRecord(reaction)) return null;
    const { key, count, own } = reaction;
    return typeof key === "string" && typeof count === "number" && isFlag(own) ? { key, count, own } : null;
  });
  return reactions.every((reaction) => reaction !== null) ? reactions : null;
}

function parseChange(stored: Readonly<Record<string, unknown>>): KeptChange | null {
  const { key, eventId, at, change } = stored;
  const actor = parsePerson(stored["actor"]);
  if (typeof key !== "string" || typeof eventId !== "string" || typeof at !== "number" || actor === null || !isRecord(change)) return null;
  const { kind } = change;
  const known =
    PLAIN.includes(kind) ||
    (TARGETED.includes(kind) && parsePerson(change["target"]) !== null) ||
    (kind === "renamed" && typeof change["name"] === "string") ||
    (kind === "topic" && typeof change["topic"] === "string") ||
    (kind === "other" && typeof change["eventType"] === "string");
  if (!known || typeof kind !== "string") return null;
  return { type: "change", key, eventId: eventId as EventId, at, actor, change: { ...change, kind } };
}
