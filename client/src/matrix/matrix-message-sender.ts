/** Sending, from the text somebody wrote to the outbox; and who will read it. Unguarded but for the wire's own checks. */
import { ClientEvent, EventType, RoomEvent, RoomStateEvent, SyncState, type MatrixClient, type MatrixEvent, type Room } from "matrix-js-sdk";
import type { Failure } from "../domain/failure.ts";
import { parseUserId, type EventId, type RoomId, type TransactionId, type UserId } from "../domain/ids.ts";
import { liveSource, type Live, type Unsubscribe } from "../domain/live.ts";
import type { Person } from "../domain/person.ts";
import type { MessageSender, OutgoingMessage, Readers } from "../domain/ports/message-sender.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { batched } from "./batched.ts";
import type { Drafts } from "./drafts.ts";
import { failureOf } from "./matrix-failure.ts";
import { mentionedIn, messageContent, revisedContent } from "./message-content.ts";
import type { Outbox } from "./outbox.ts";
import type { Precedence } from "./precedence.ts";
import type { Recipients } from "./recipients.ts";
import { parseRelation } from "./relation.ts";

export interface MessageSenderParts {
  readonly client: MatrixClient;
  readonly outbox: Outbox;
  readonly recipients: Recipients;
  readonly drafts: Drafts;
  readonly precedence: Precedence;
  /** whether the homeserver has told everything: before, a room that is not known may well exist */
  caughtUp(): boolean;
}

const NOBODY_YET: Readers = { people: 0, public: false, firstMessage: false, externals: [], newcomers: [], identityChanged: [], blocked: null };

/** Failures that only the sender's word about people settles. */
const waitsForSender = ({ code }: { readonly code: Failure["code"] }): boolean => code === "identity_changed" || code === "new_recipient";

export class MatrixMessageSender implements MessageSender {
  readonly #parts: MessageSenderParts;
  readonly #releases: readonly Unsubscribe[];
  readonly #openReaders = new Set<() => void>();

  constructor(parts: MessageSenderParts) {
    this.#parts = parts;
    const { client, outbox } = parts;
    const synced = (state: SyncState, before: SyncState | null): void => {
      const back = state === SyncState.Syncing && before !== SyncState.Syncing;
      if (back || state === SyncState.Prepared) outbox.wake();
    };
    const echoed = (event: MatrixEvent): void => {
      const transactionId: unknown = event.getUnsigned().transaction_id;
      // Told by the homeserver to the sending device alone; unknown ones are ignored by the outbox.
      if (typeof transactionId === "string") void outbox.echoed(transactionId as TransactionId);
    };
    const gap = (room: Room | undefined): void => void (room && outbox.forgetDelivered(room.roomId as RoomId));
    const online = (): void => outbox.wake();
    client.on(ClientEvent.Sync, synced);
    client.on(RoomEvent.Timeline, echoed);
    client.on(RoomEvent.TimelineReset, gap);
    globalThis.addEventListener?.("online", online);
    this.#releases = [
      () => void client.off(ClientEvent.Sync, synced),
      () => void client.off(RoomEvent.Timeline, echoed),
      () => void client.off(RoomEvent.TimelineReset, gap),
      () => globalThis.removeEventListener?.("online", online),
    ];
  }

  send(roomId: RoomId, message: OutgoingMessage, named: readonly UserId[]): Promise<Result<TransactionId, Failure>> {
    return this.#parts.precedence.first(() => this.#send(roomId, message, named));
  }

  async #send(roomId: RoomId, message: OutgoingMessage, named: readonly UserId[]): Promise<Result<TransactionId, Failure>> {
    const { client, outbox, recipients } = this.#parts;
    const room = client.getRoom(roomId);
    if (!room && this.#parts.caughtUp()) return failed({ code: "not_found" });
    // The sender is asked about people while the text is still in the field; whatever else is found out on the way to the wire.
    // Before the homeserver has been heard nobody can be compared: then all of it is.
    const told = await recipients.noteNamed(roomId, named);
    if (!told.ok) return told;
    const readable = room ? await recipients.check(roomId, "as heard") : ok(null);
    if (!readable.ok && waitsForSender(readable.failure)) return readable;
    // Unique for this device for ever: 128 random bits.
    const transactionId = `chancery.${crypto.randomUUID()}` as TransactionId;
    const content = messageContent(message, this.#mentions(room, message.text, message.replyTo));
    const kept = await outbox.add(roomId, transactionId, content);
    if (!kept.ok) return kept;
    await this.#parts.drafts.save(roomId, "");
    return ok(transactionId);
  }

  async retry(transactionId: TransactionId): Promise<void> {
    await this.#parts.outbox.retry(transactionId);
  }

  async revise(transactionId: TransactionId, text: string): Promise<Result<void, Failure>> {
    const { client, outbox } = this.#parts;
    const unsent = outbox.content(transactionId);
    if (unsent === null) return failed({ code: "already_sent" });
    const answered = parseRelation(unsent.content["m.relates_to"])?.inReplyTo ?? null;
    const content = revisedContent(unsent.content, text, this.#mentions(client.getRoom(unsent.roomId), text, answered));
    return content === null ? failed({ code: "already_sent" }) : outbox.revise(transactionId, content);
  }

  async discard(transactionId: TransactionId): Promise<void> {
    await this.#parts.outbox.discard(transactionId);
  }

  async redact(roomId: RoomId, eventId: EventId): Promise<Result<void, Failure>> {
    try {
      await this.#parts.client.redactEvent(roomId, eventId);
      return ok(undefined);
    } catch (error) {
      return failed(failureOf(error));
    }
  }

  readers(roomId: RoomId): { readonly readers: Live<Readers>; close(): void } {
    const { client, recipients, outbox } = this.#parts;
    const readers = liveSource<Readers>(NOBODY_YET);
    const work = batched(async () => {
      if (!client.getRoom(roomId) && !this.#parts.caughtUp()) {
        readers.set({ ...NOBODY_YET, blocked: { code: "network" } });
        return;
      }
      const now = await recipients.readers(roomId);
      readers.set(now.ok ? { ...now.value, blocked: now.value.blocked ?? this.#withoutPower(roomId) } : { ...NOBODY_YET, blocked: now.failure });
    });
    const inRoom = (state: { readonly roomId: string }): void => void (state.roomId === roomId && work.request());
    const stateChanged = (event: MatrixEvent): void => inRoom({ roomId: event.getRoomId() ?? "" });
    const membershipChanged = (room: Room): void => inRoom(room);
    client.on(RoomStateEvent.Events, stateChanged);
    client.on(RoomEvent.MyMembership, membershipChanged);
    const releases = [recipients.subscribe(work.request), outbox.subscribe((changed) => inRoom({ roomId: changed }))];
    const close = (): void => {
      this.#openReaders.delete(close);
      work.stop();
      client.off(RoomStateEvent.Events, stateChanged);
      client.off(RoomEvent.MyMembership, membershipChanged);
      for (const release of releases) release();
    };
    this.#openReaders.add(close);
    work.request();
    return { readers, close };
  }

  /** @returns why Matrix itself would refuse a message: in a room of announcements most people only read. */
  #withoutPower(roomId: RoomId): Failure | null {
    const { client } = this.#parts;
    return client.getRoom(roomId)?.currentState.maySendEvent(EventType.RoomMessage, client.getSafeUserId()) === false ? { code: "forbidden" } : null;
  }

  async acceptReaders(roomId: RoomId, people: readonly Person[]): Promise<Result<void, Failure>> {
    let accepted: Result<void, Failure>;
    try {
      accepted = await this.#parts.recipients.accept(roomId, people);
    } catch (error) {
      return failed(failureOf(error));
    }
    if (!accepted.ok) return accepted;
    // Still held people hold the message again when it is tried.
    await this.#parts.outbox.retryStopped(roomId, waitsForSender);
    return ok(undefined);
  }

  draft(roomId: RoomId): Promise<string> {
    return this.#parts.drafts.read(roomId);
  }

  saveDraft(roomId: RoomId, text: string): Promise<void> {
    return this.#parts.drafts.save(roomId, text);
  }

  close(): void {
    for (const close of this.#openReaders) close();
    for (const release of this.#releases) release();
    this.#parts.outbox.close();
  }

  /** @param room - null: not known yet; then whoever is named is mentioned, and nobody who is answered. */
  #mentions(room: Room | null, text: string, replyTo: EventId | null) {
    const me = this.#parts.client.getUserId();
    const repliedTo = replyTo === null ? null : parseUserId(room?.findEventById(replyTo)?.getSender() ?? "");
    const named = mentionedIn(text).filter((userId) => room === null || room.getMember(userId)?.membership === "join");
    return [...new Set([...named, ...(repliedTo ? [repliedTo] : [])])].filter((userId) => userId !== me);
  }
}
