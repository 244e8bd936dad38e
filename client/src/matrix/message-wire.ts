/**
 * The one way a message gets onto the wire. Encrypts and sends by itself instead of through the SDK's own queue, which
 * knows no reload, keeps its own retries, and falls back to plaintext where it finds no encryption.
 */
import { HTTPError, MatrixEvent, Method, type MatrixClient } from "matrix-js-sdk";
import type { CryptoBackend } from "matrix-js-sdk/lib/common-crypto/CryptoBackend.js";
import type { Failure } from "../domain/failure.ts";
import type { EventId, UserId } from "../domain/ids.ts";
import type { RoomFactsSource } from "../domain/ports/room-facts-source.ts";
import type { TransmissionGuard } from "../domain/ports/transmission-guard.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { failureOf } from "./matrix-failure.ts";
import type { OutboxRecord } from "./outbox-record.ts";
import type { Precedence } from "./precedence.ts";
import type { RecipientsOfKeys } from "./recipients-of-keys.ts";
import type { DecidedRecipients, Recipients } from "./recipients.ts";
import { parseEventId } from "./relation.ts";

const TIMEOUT_MS = 30_000;
/** Memberships may change while a message is being encrypted; when they change each time, it waits. */
const MOST_ENCRYPTIONS = 3;

interface WireEvent {
  readonly type: "m.room.message" | "m.room.encrypted";
  readonly content: Readonly<Record<string, unknown>>;
}

interface Prepared {
  readonly event: WireEvent;
  /** whom it was encrypted for; null: plaintext, which is for everybody */
  readonly recipients: DecidedRecipients | null;
}

export interface MessageWireParts {
  readonly client: MatrixClient;
  readonly facts: RoomFactsSource;
  readonly guard: TransmissionGuard;
  readonly recipients: Recipients;
  readonly keys: RecipientsOfKeys;
  readonly precedence: Precedence;
  /** whether the homeserver has told everything: before, a room that is not known may well exist */
  caughtUp(): boolean;
}

export class MessageWire {
  readonly #parts: MessageWireParts;

  constructor(parts: MessageWireParts) {
    this.#parts = parts;
  }

  /**
   * @param aboutToLeave - awaited right before the request; false: nothing is sent.
   * @returns the event's ID, or why nothing was sent (or, for `network`, perhaps was).
   */
  async transmit(record: OutboxRecord, aboutToLeave: () => Promise<boolean>): Promise<Result<EventId, Failure>> {
    // Until it is answered: the sender waits for that too.
    return this.#parts.precedence.first(() => this.#transmit(record, aboutToLeave));
  }

  async #transmit(record: OutboxRecord, aboutToLeave: () => Promise<boolean>): Promise<Result<EventId, Failure>> {
    try {
      const ready = await this.#prepare(record);
      if (!ready.ok) return ready;
      if (!(await aboutToLeave())) return failed({ code: "storage_full" });
      const eventId = await this.#put(record, ready.value.event);
      if (eventId === null) return failed({ code: "unexpected", detail: "no event ID" });
      if (ready.value.recipients !== null) await this.#parts.recipients.noteSent(record.roomId, ready.value.recipients);
      return ok(eventId);
    } catch (error) {
      // A homeserver in trouble is as good as away: the transaction ID makes trying again harmless.
      const inTrouble = error instanceof HTTPError && error.httpStatus !== undefined && error.httpStatus >= 500;
      return failed(inTrouble ? { code: "network" } : failureOf(error));
    }
  }

  async #prepare(record: OutboxRecord): Promise<Result<Prepared, Failure>> {
    const { roomId } = record;
    const facts = await this.#parts.facts.facts(roomId);
    if (!facts || facts.claimed) {
      // Only somebody who is certainly out of the room is refused. A room that is not known, or is an invitation still, may be on its
      // way here: what the homeserver tells first can be minutes old.
      const out = ["leave", "ban"].includes(this.#parts.client.getRoom(roomId)?.getMyMembership() ?? "");
      return failed({ code: out && this.#parts.caughtUp() ? "forbidden" : "network" });
    }
    const transmission = await this.#parts.guard.transmission(facts);
    if (!transmission.ok) return transmission;
    if (transmission.value === "plaintext") {
      // The guard decided on the same facts; a room that is encrypted never gets plaintext, whatever the guard says.
      const mentionsEncryption = this.#parts.client.getRoom(roomId)?.hasEncryptionStateEvent() ?? true;
      if (facts.encrypted !== false || mentionsEncryption) return failed({ code: "unexpected", detail: "plaintext for an encrypted room" });
      return ok({ event: { type: "m.room.message", content: record.content }, recipients: null });
    }
    if (facts.encrypted !== true) return failed({ code: "unexpected", detail: "encryption is not on" });
    return this.#encryptForDecided(record);
  }

  /**
   * Who may read is decided, the message is encrypted for exactly these people, and the decision is made again: encrypting
   * fetches devices and identities, and takes long enough for the room's encryption to be weakened. What was encrypted for others
   * than those decided on in the end, or otherwise than the room's class says, is thrown away, and its key too.
   */
  async #encryptForDecided(record: OutboxRecord): Promise<Result<Prepared, Failure>> {
    const { client, recipients, keys } = this.#parts;
    const { roomId } = record;
    for (let attempt = 0; attempt < MOST_ENCRYPTIONS; attempt += 1) {
      const before = await recipients.check(roomId, "as heard");
      if (!before.ok) return before;
      const event = await keys.during(roomId, before.value.everybody, () => this.#encrypt(record));
      const after = await recipients.check(roomId, "anew");
      const encrypted = (await this.#parts.facts.facts(roomId))?.encrypted === true;
      if (after.ok && encrypted && isSameSet(before.value.everybody, after.value.everybody)) return ok({ event, recipients: after.value });
      await client.getCrypto()?.forceDiscardSession(roomId);
      if (!after.ok) return after;
      if (!encrypted) return failed({ code: "unexpected", detail: "encryption is not on" });
    }
    return failed({ code: "network" });
  }

  /** @throws what the SDK throws, also when it has no encryption set up for the room; never returns plaintext. */
  async #encrypt(record: OutboxRecord): Promise<WireEvent> {
    const { client } = this.#parts;
    // The client hands out its crypto as CryptoApi; it is the same object, and encrypting is not part of that interface.
    const crypto = client.getCrypto() as CryptoBackend | undefined;
    const room = client.getRoom(record.roomId);
    if (!crypto || !room) throw new Error("no encryption");
    const event = new MatrixEvent({
      type: "m.room.message",
      content: structuredClone(record.content),
      room_id: record.roomId,
      sender: client.getSafeUserId(),
      event_id: `~${record.transactionId}`,
    });
    await crypto.encryptEvent(event, room);
    const content = event.getWireContent();
    if (event.getWireType() !== "m.room.encrypted" || typeof content["ciphertext"] !== "string" || "body" in content) {
      throw new Error("not encrypted");
    }
    return { type: "m.room.encrypted", content };
  }

  async #put(record: OutboxRecord, event: WireEvent): Promise<EventId | null> {
    const path = ["rooms", record.roomId, "send", event.type, record.transactionId].map(encodeURIComponent).join("/");
    const answer = await this.#parts.client.http.authedRequest<{ readonly event_id?: unknown }>(
      Method.Put,
      `/${path}`,
      undefined,
      event.content,
      { localTimeoutMs: TIMEOUT_MS },
    );
    return parseEventId(answer.event_id);
  }
}

const isSameSet = (some: readonly UserId[], others: readonly UserId[]): boolean => some.length === others.length && some.every((userId) => others.includes(userId));
