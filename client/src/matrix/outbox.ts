/**
 * The outbox: a message is on the disk before it is on the wire, keeps its transaction ID over every retry, reload and
 * crash, and leaves in the order of writing. Servers recognise a repeated transaction ID (Client-Server API, section
 * "Transaction identifiers") and forget it after a day or so: past 23 hours the sender is asked instead.
 */
import type { Failure } from "../domain/failure.ts";
import type { EventId, RoomId, TransactionId } from "../domain/ids.ts";
import type { Unsubscribe } from "../domain/live.ts";
import type { SealedCollection, StoreFailure } from "../domain/ports/local-store.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import type { SendState } from "../domain/timeline-item.ts";
import type { MessageContent, OutboxRecord } from "./outbox-record.ts";

export const ASK_AFTER_MS = 23 * 60 * 60 * 1000;
const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 60_000;

/** A message as the timeline shows it until the server's echo of it has come. */
export interface OutboxEntry {
  readonly transactionId: TransactionId;
  readonly roomId: RoomId;
  readonly content: MessageContent;
  readonly createdAt: number;
  /** known once the server has accepted it */
  readonly eventId: EventId | null;
  readonly sendState: SendState;
  /** false once the server may have it: another text under the same transaction ID would be taken for the first one */
  readonly editable: boolean;
}

export interface OutboxSurroundings {
  readonly records: SealedCollection<OutboxRecord>;
  /**
   * Puts the message on the wire under its transaction ID, after every check. Must not throw for what can be expected.
   * @param aboutToLeave - to be awaited right before the first byte leaves; nothing may leave when it says false.
   */
  transmit(record: OutboxRecord, aboutToLeave: () => Promise<boolean>): Promise<Result<EventId, Failure>>;
  /** ms since the epoch */
  now(): number;
  /** Calls `action` after `ms`. @returns what takes that back. */
  later(ms: number, action: () => void): () => void;
}

interface Held {
  record: OutboxRecord;
  /** false until its first record is on the disk; until then nothing of it may leave */
  readonly isKept: Promise<boolean>;
  keptYet: boolean;
  /** the first attempt as the disk has it already, before there was one: then a single write is before the wire; null: it has none */
  foretold: number | null;
  eventId: EventId | null;
  waiting: Failure | null;
}

interface Lane {
  busy: boolean;
  attempts: number;
  /** the server asked not to be asked before, in ms since the epoch; 0: it did not */
  notBefore: number;
  cancelRetry: (() => void) | null;
}

export class Outbox {
  readonly #surroundings: OutboxSurroundings;
  readonly #held = new Map<TransactionId, Held>();
  readonly #lanes = new Map<RoomId, Lane>();
  readonly #listeners = new Set<(roomId: RoomId) => void>();
  #lastOrder = 0;
  #closed = false;

  constructor(surroundings: OutboxSurroundings) {
    this.#surroundings = surroundings;
  }

  /** Takes up what an earlier run left. Call once, before anything is sent. @returns how many messages cannot be read any more. */
  async restore(): Promise<Result<number, StoreFailure>> {
    const kept = await this.#surroundings.records.all();
    if (!kept.ok) return kept;
    for (const record of kept.value.values) {
      // Nothing is tried before `wake`: until then it waits for the connection.
      this.#held.set(record.transactionId, { record, isKept: Promise.resolve(true), keptYet: true, foretold: null, eventId: null, waiting: { code: "network" } });
      this.#lastOrder = Math.max(this.#lastOrder, record.order);
    }
    return ok(kept.value.damaged);
  }

  /**
   * Shows the message at once as one that is being sent. Resolves once it is on the disk; it is got ready meanwhile, and leaves from then
   * on. One that the disk does not take is gone again from the room: its words are still in the sender's field.
   * What can leave at once is written with the trace of its first attempt: should the application end before that, the message counts as
   * perhaps delivered, and goes out under its transaction ID all the same.
   */
  async add(roomId: RoomId, transactionId: TransactionId, content: MessageContent): Promise<Result<void, Failure>> {
    const record: OutboxRecord = {
      transactionId,
      roomId,
      content,
      order: ++this.#lastOrder,
      createdAt: this.#surroundings.now(),
      firstAttemptAt: null,
      stopped: null,
    };
    const lane = this.#lane(roomId);
    // Of a free lane this is the next message: what is before it waits for the sender, or has arrived.
    const foretold = lane.busy || lane.cancelRetry ? null : record.createdAt;
    const putting = this.#surroundings.records.put(transactionId, { ...record, firstAttemptAt: foretold });
    const isKept = putting.then((kept) => {
      held.keptYet = kept.ok;
      // Before anybody hears of it: what is not on the disk is not tried again either.
      if (!kept.ok) this.#held.delete(transactionId);
      return kept.ok;
    });
    const held: Held = { record, isKept, keptYet: false, foretold, eventId: null, waiting: null };
    this.#held.set(transactionId, held);
    this.#changed(roomId);
    void this.#advance(roomId);
    await isKept;
    const kept = await putting;
    // Taken back while it was being written: it must not come back at the next start.
    if (kept.ok && !this.#held.has(transactionId)) await this.#surroundings.records.remove(transactionId);
    this.#changed(roomId);
    return kept.ok ? ok(undefined) : failed(storageFailure(kept.failure));
  }

  /** What is still to be shown in a room, in the order of writing. */
  entries(roomId: RoomId): readonly OutboxEntry[] {
    const queue = this.#queue(roomId);
    // What queues behind a waiting message waits for the same reason.
    const waiting = queue.find((held) => held.waiting !== null)?.waiting ?? null;
    return queue.map((held) => ({
      transactionId: held.record.transactionId,
      roomId,
      content: held.record.content,
      createdAt: held.record.createdAt,
      eventId: held.eventId,
      sendState: this.#sendState(held, waiting),
      editable: isEditable(held),
    }));
  }

  /** How many messages a sign-out would lose. */
  unsent(): number {
    return [...this.#held.values()].filter((held) => held.eventId === null).length;
  }

  /** @returns the rooms in which something is still to be sent. */
  rooms(): readonly RoomId[] {
    return [...new Set([...this.#held.values()].map((held) => held.record.roomId))];
  }

  subscribe(listener: (roomId: RoomId) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The network is there (again): everything that waits is tried at once, but for what the server asked to wait. */
  wake(): void {
    for (const roomId of this.rooms()) {
      const lane = this.#lane(roomId);
      if (lane.notBefore > this.#surroundings.now()) continue;
      lane.cancelRetry?.();
      lane.cancelRetry = null;
      lane.attempts = 0;
      void this.#advance(roomId);
    }
  }

  /** The sender wants a stopped or uncertain message to be sent after all. */
  async retry(transactionId: TransactionId): Promise<void> {
    const held = this.#held.get(transactionId);
    if (!held || held.eventId !== null) return;
    // What may have arrived stays so; the sender has answered, and is asked again in 23 hours at the earliest.
    const again = held.record.firstAttemptAt === null ? null : this.#surroundings.now();
    await this.#keep(held, { ...held.record, stopped: null, firstAttemptAt: again });
    this.#changed(held.record.roomId);
    void this.#advance(held.record.roomId);
  }

  /**
   * Gives an unsent message another content, in its place and under its transaction ID.
   * @returns `already_sent` when it has left, or may have.
   */
  async revise(transactionId: TransactionId, content: MessageContent): Promise<Result<void, Failure>> {
    const held = this.#held.get(transactionId);
    if (!held || !isEditable(held)) return failed({ code: "already_sent" });
    const before = held.record;
    // At once in memory: an attempt that is under way sees it before its first byte leaves.
    const revised: OutboxRecord = { ...before, content, stopped: null };
    held.record = revised;
    held.foretold = null;
    const kept = await this.#surroundings.records.put(transactionId, revised);
    if (!kept.ok) {
      if (held.record === revised) held.record = before;
      return failed(storageFailure(kept.failure));
    }
    this.#changed(before.roomId);
    void this.#advance(before.roomId);
    return ok(undefined);
  }

  /** @returns what an unsent message says; null when there is none of this ID. */
  content(transactionId: TransactionId): { readonly roomId: RoomId; readonly content: MessageContent } | null {
    const held = this.#held.get(transactionId);
    return held ? { roomId: held.record.roomId, content: held.record.content } : null;
  }

  /** Tries again what was stopped for a reason that `settled` says is gone. */
  async retryStopped(roomId: RoomId, settled: (failure: Failure) => boolean): Promise<void> {
    for (const held of this.#queue(roomId)) {
      if (held.record.stopped && settled(held.record.stopped)) await this.#keep(held, { ...held.record, stopped: null });
    }
    this.#changed(roomId);
    void this.#advance(roomId);
  }

  /** Forgets a message that the server has not accepted. */
  async discard(transactionId: TransactionId): Promise<void> {
    const held = this.#held.get(transactionId);
    if (!held || held.eventId !== null) return;
    await this.#forget(held);
    void this.#advance(held.record.roomId);
  }

  /** The server's echo of a message of this device has come: it is delivered, whatever became of the response. */
  async echoed(transactionId: TransactionId): Promise<void> {
    const held = this.#held.get(transactionId);
    if (held) await this.#forget(held);
  }

  /** The echoes of delivered messages may have fallen into a gap of the sync: whoever shows the room next reads its history. */
  forgetDelivered(roomId: RoomId): void {
    const delivered = this.#queue(roomId).filter((held) => held.eventId !== null);
    for (const held of delivered) this.#held.delete(held.record.transactionId);
    if (delivered.length > 0) this.#changed(roomId);
  }

  close(): void {
    this.#closed = true;
    for (const lane of this.#lanes.values()) lane.cancelRetry?.();
    this.#listeners.clear();
  }

  #queue(roomId: RoomId): readonly Held[] {
    return [...this.#held.values()]
      .filter((held) => held.record.roomId === roomId)
      .sort((a, b) => a.record.order - b.record.order);
  }

  #sendState(held: Held, waiting: Failure | null): SendState {
    if (held.eventId !== null) return { at: "sent" };
    if (held.record.stopped) return { at: "failed", failure: held.record.stopped };
    if (this.#mustAsk(held.record)) return { at: "uncertain" };
    return waiting ? { at: "waiting", failure: waiting } : { at: "sending" };
  }

  #mustAsk(record: OutboxRecord): boolean {
    return record.firstAttemptAt !== null && this.#surroundings.now() - record.firstAttemptAt >= ASK_AFTER_MS;
  }

  #lane(roomId: RoomId): Lane {
    const lane = this.#lanes.get(roomId) ?? { busy: false, attempts: 0, notBefore: 0, cancelRetry: null };
    this.#lanes.set(roomId, lane);
    return lane;
  }

  /** Sends what is due in a room, one message after the other, until it is empty or has to wait. */
  async #advance(roomId: RoomId): Promise<void> {
    const lane = this.#lane(roomId);
    if (lane.busy || lane.cancelRetry || this.#closed) return;
    lane.busy = true;
    try {
      for (let next = this.#next(roomId); next && !this.#closed; next = this.#next(roomId)) {
        if (!(await this.#attempt(next, lane))) break;
      }
    } finally {
      lane.busy = false;
    }
  }

  #next(roomId: RoomId): Held | undefined {
    return this.#queue(roomId).find((held) => held.eventId === null && !held.record.stopped && !this.#mustAsk(held.record));
  }

  /** @returns whether the next message of the room may be tried now. */
  async #attempt(held: Held, lane: Lane): Promise<boolean> {
    const tried = held.record;
    const { roomId, transactionId } = tried;
    const superseded = (): boolean => held.record.content !== tried.content;
    const outcome = await this.#surroundings.transmit(tried, async () => {
      if (!(await held.isKept)) return false;
      // Taken back or reworded since it was prepared: the old words must not leave.
      if (!this.#held.has(transactionId) || superseded()) return false;
      if (held.record.firstAttemptAt !== null) return true;
      // On the disk first: a crash during the very first attempt must leave the trace that there was one.
      // What is not there did not happen: the next attempt is the first one again.
      const noted: OutboxRecord = { ...held.record, firstAttemptAt: held.foretold ?? this.#surroundings.now() };
      if (held.foretold === null && !(await this.#surroundings.records.put(transactionId, noted)).ok) return false;
      held.record = noted;
      return true;
    });
    if (!this.#held.has(transactionId)) {
      // Echoed or taken back meanwhile; whom the sender knows may have changed only now, with the answer.
      this.#changed(roomId);
      return true;
    }
    if (outcome.ok) {
      lane.attempts = 0;
      held.waiting = null;
      held.eventId = outcome.value;
      this.#changed(roomId);
      // Should it stay on the disk after all, it goes out again under its transaction ID, by which the server knows it.
      await this.#surroundings.records.remove(transactionId);
      return true;
    }
    if (superseded()) return true;
    if (passesByItself(outcome.failure)) {
      // It has not left after all: the disk must not say otherwise, or its words could not be changed any more after the next start.
      if (held.foretold !== null && held.record.firstAttemptAt === null) await this.#keep(held, held.record);
      return this.#wait(held, lane, outcome.failure);
    }
    held.waiting = null;
    // Refused at the very first attempt, it is certainly not there; after a lost answer a refusal proves nothing.
    const neverArrived = tried.firstAttemptAt === null && isRefusal(outcome.failure);
    await this.#keep(held, { ...held.record, stopped: outcome.failure, firstAttemptAt: neverArrived ? null : held.record.firstAttemptAt });
    this.#changed(roomId);
    return true;
  }

  #wait(held: Held, lane: Lane, failure: Failure): false {
    held.waiting = failure;
    lane.attempts += 1;
    const backOff = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (lane.attempts - 1));
    const delay = failure.code === "rate_limited" ? Math.max(failure.retryAfterMs, 500) : backOff;
    lane.notBefore = failure.code === "rate_limited" ? this.#surroundings.now() + delay : 0;
    const { roomId } = held.record;
    lane.cancelRetry = this.#surroundings.later(delay, () => {
      lane.cancelRetry = null;
      lane.notBefore = 0;
      // By now it may be time to ask instead.
      this.#changed(roomId);
      void this.#advance(roomId);
    });
    this.#changed(roomId);
    return false;
  }

  async #keep(held: Held, record: OutboxRecord): Promise<boolean> {
    held.record = record;
    held.foretold = null;
    await held.isKept; // or the first record might overwrite this one
    const kept = await this.#surroundings.records.put(record.transactionId, record);
    // Taken back while it was being written: it must not come back at the next start.
    if (!this.#held.has(record.transactionId)) await this.#surroundings.records.remove(record.transactionId);
    return kept.ok;
  }

  async #forget(held: Held): Promise<void> {
    this.#held.delete(held.record.transactionId);
    this.#changed(held.record.roomId);
    await this.#surroundings.records.remove(held.record.transactionId);
  }

  #changed(roomId: RoomId): void {
    for (const listener of [...this.#listeners]) listener(roomId);
  }
}

/** Whether time alone may cure it. Everything else waits for the sender. */
function passesByItself(failure: Failure): boolean {
  return ["network", "rate_limited", "storage_full", "signed_out"].includes(failure.code);
}

/** The server said no to this very request, so that what it carried was not taken. */
function isRefusal(failure: Failure): boolean {
  return ["forbidden", "too_large", "refused", "not_found"].includes(failure.code);
}

function isEditable(held: Held): boolean {
  return held.keptYet && held.eventId === null && held.record.firstAttemptAt === null;
}

/** @returns the failure of the client that a failure of the store means to a person who writes. */
export function storageFailure(failure: StoreFailure): Failure {
  return failure.code === "full" ? { code: "storage_full" } : { code: "unexpected", detail: `store: ${failure.code}` };
}
