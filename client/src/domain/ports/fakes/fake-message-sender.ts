import type { Failure } from "../../failure.ts";
import type { RoomId, TransactionId } from "../../ids.ts";
import { liveSource, type Live, type LiveSource } from "../../live.ts";
import type { Person } from "../../person.ts";
import { failed, ok } from "../../result.ts";
import type { RoomSummary } from "../../room.ts";
import type { MessageItem, SendState } from "../../timeline-item.ts";
import type { MessageSender, OutgoingMessage, Readers } from "../message-sender.ts";
import { exampleMessage } from "./example/conversation.ts";
import { eventId, transactionId } from "./example/ids.ts";
import { nora } from "./example/people.ts";
import type { FakeTimelineSource } from "./fake-timeline-source.ts";

export interface FakeMessageSender extends MessageSender {
  /** who would read in a room, to be changed */
  readersOf(roomId: RoomId): LiveSource<Readers>;
  readonly sent: readonly { readonly roomId: RoomId; readonly message: OutgoingMessage }[];
  readonly revised: readonly { readonly transactionId: TransactionId; readonly text: string }[];
  /** what the next sends answer; null: they arrive */
  nextFailure: Failure | null;
}

/** Sends into the fake timelines: an accepted message stands there at once, as sent. */
export function fakeMessageSender(me: Person, rooms: Live<readonly RoomSummary[] | null>, timelines: FakeTimelineSource): FakeMessageSender {
  const readers = new Map<RoomId, LiveSource<Readers>>();
  const revised: { transactionId: TransactionId; text: string }[] = [];
  const drafts = new Map<RoomId, string>();
  const sent: { roomId: RoomId; message: OutgoingMessage }[] = [];

  const readersOf = (roomId: RoomId): LiveSource<Readers> => {
    const known = readers.get(roomId);
    if (known) return known;
    const room = rooms.current()?.find((candidate) => candidate.id === roomId);
    const fresh = liveSource<Readers>({
      people: room?.joinedMembers ?? 2,
      public: room?.class.definition?.public ?? false,
      externals: room && room.externals > 0 ? [nora] : [],
      firstMessage: false,
      newcomers: [],
      identityChanged: [],
      blocked: null,
    });
    readers.set(roomId, fresh);
    return fresh;
  };

  /** Changes one message of whatever timeline holds it; `null` takes it out. */
  function change(id: TransactionId, to: SendState | null): void {
    for (const room of rooms.current() ?? []) {
      const timeline = timelines.of(room.id);
      const snapshot = timeline.current();
      if (!snapshot.items.some((item) => item.type === "message" && item.transactionId === id)) continue;
      const items = snapshot.items.flatMap((item) => {
        if (item.type !== "message" || item.transactionId !== id) return [item];
        return to === null ? [] : [{ ...item, sendState: to } satisfies MessageItem];
      });
      timeline.set({ ...snapshot, items });
    }
  }

  return {
    sent,
    revised,
    readersOf,
    nextFailure: null,
    async send(roomId, message) {
      if (this.nextFailure) return failed(this.nextFailure);
      sent.push({ roomId, message });
      const key = `sent-${sent.length}`;
      const timeline = timelines.of(roomId);
      const snapshot = timeline.current();
      const item = exampleMessage(key, {
        sender: me,
        own: true,
        eventId: eventId(key),
        transactionId: transactionId(key),
        at: Date.now(),
        body: { kind: "text", text: message.text },
        mayEdit: true,
        mayRedact: true,
      });
      timeline.set({ ...snapshot, items: [...snapshot.items, item] });
      return ok(transactionId(key));
    },
    retry: async (id) => change(id, { at: "sent" }),
    async revise(id, text) {
      if (this.nextFailure) return failed(this.nextFailure);
      revised.push({ transactionId: id, text });
      return ok(undefined);
    },
    discard: async (id) => change(id, null),
    async redact(roomId, id) {
      const timeline = timelines.of(roomId);
      const snapshot = timeline.current();
      const items = snapshot.items.map((item) =>
        item.type === "message" && item.eventId === id ? ({ ...item, body: { kind: "redacted" }, mayEdit: false, mayRedact: false } satisfies MessageItem) : item,
      );
      timeline.set({ ...snapshot, items });
      return ok(undefined);
    },
    readers: (roomId) => ({ readers: readersOf(roomId), close() {} }),
    async acceptReaders(roomId) {
      readersOf(roomId).set({ ...readersOf(roomId).current(), newcomers: [], identityChanged: [], blocked: null });
      return ok(undefined);
    },
    draft: async (roomId) => drafts.get(roomId) ?? "",
    async saveDraft(roomId, text) {
      drafts.set(roomId, text);
    },
  };
}
