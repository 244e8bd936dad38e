/**
 * The border between the SDK's events and ours. Decrypts what is not decrypted yet, finds out how far each event can be
 * trusted, and hands out plain views.
 */
import type { MatrixClient, MatrixEvent } from "matrix-js-sdk";
import type { CryptoBackend } from "matrix-js-sdk/lib/common-crypto/CryptoBackend.js";
import { EventShieldReason } from "matrix-js-sdk/lib/crypto-api/index.js";
import { parseUserId, type EventId, type TransactionId } from "../domain/ids.ts";
import { isRecord } from "../domain/json-shape.ts";
import type { UndecryptableReason } from "../domain/timeline-item.ts";
import type { Content, EventView } from "./event-view.ts";
import type { Precedence } from "./precedence.ts";
import { afterRedactions } from "./redactions.ts";
import { parseEventId, parseRelation } from "./relation.ts";
import { sourceOfKey } from "./source-of-key.ts";
import { undecryptableReason } from "./undecryptable.ts";

/** Shields under which a message may pass for what it says it is; the identity's own state is shown with the person. */
const HARMLESS: readonly (EventShieldReason | null)[] = [
  null,
  EventShieldReason.UNVERIFIED_IDENTITY,
  EventShieldReason.VERIFICATION_VIOLATION,
];

/** How far an event can be trusted: `restored` when its key came out of the backup, into which a homeserver can write. */
type Protection = "signed_device" | "restored" | "none";

const protectionUnder = (reason: EventShieldReason | null): Protection =>
  reason === EventShieldReason.AUTHENTICITY_NOT_GUARANTEED ? "restored" : HARMLESS.includes(reason) ? "signed_device" : "none";

/** So many events are with the crypto library at once: it is kept busy, and whatever is wanted next waits for no more than these. */
const AT_ONCE = 4;

export class EventReader {
  readonly #client: MatrixClient;
  readonly #precedence: Precedence;
  /** absent: not found out yet */
  readonly #protected = new WeakMap<MatrixEvent, Protection>();
  readonly #settling = new WeakSet<MatrixEvent>();
  /** how often devices or identities have changed */
  #reconsidered = 0;

  constructor(client: MatrixClient, precedence: Precedence) {
    this.#client = client;
    this.#precedence = precedence;
  }

  /**
   * Resolves once each event is decrypted, or has failed to be, and its protection is known. The newest come first.
   * @param wanted - false: nobody waits any more, and what has not begun is left
   */
  async settle(events: readonly MatrixEvent[], wanted: () => boolean = () => true): Promise<void> {
    // Told apart first, without a promise for each: of a long history nearly everything was settled long ago.
    const due = events.filter((event) => !this.isSettled(event));
    // Not before everything else: whoever scrolls through a long history does so for minutes, and rooms still have to come in.
    if (due.length > 0) await this.#settleEach(due, AT_ONCE, wanted);
  }

  /** Like `settle`, for a screen that is empty until then: all are with the crypto library at once, which is asked only once for each key. */
  async settleScreen(events: readonly MatrixEvent[]): Promise<void> {
    await this.#precedence.first(() => this.#settleEach(events, events.length));
  }

  /** Like `settle`, for what nobody waits for: one event after the other, each when it is its turn. */
  async settleBehind(events: readonly MatrixEvent[]): Promise<void> {
    for (const event of events.toReversed()) {
      if (!this.isSettled(event)) await this.#precedence.behind(() => this.#settleEach([event], 1));
    }
  }

  /** Whether there is nothing more to find out about an event, as far as is known now. */
  isSettled(event: MatrixEvent): boolean {
    return !event.isEncrypted() || event.isRedacted() || this.#protected.has(event) || (event.isDecryptionFailure() && !event.isBeingDecrypted());
  }

  /** Whether an event is being settled: whoever asked for that hears when it is done, and nobody else has to do anything. */
  isSettling(event: MatrixEvent): boolean {
    return this.#settling.has(event);
  }

  /** Tries again what could not be decrypted and has a chance now. @returns whether anything became readable. */
  async retry(events: readonly MatrixEvent[]): Promise<boolean> {
    // The client hands out its crypto as CryptoApi; it is the same object, and the SDK has no other retry for these failures.
    const crypto = this.#client.getCrypto() as CryptoBackend | undefined;
    if (!crypto) return false;
    const hopeless = events.filter((event) => event.isDecryptionFailure() && !event.isBeingDecrypted());
    await Promise.all(hopeless.map((event) => event.attemptDecryption(crypto, { isRetry: true })));
    return hopeless.some((event) => !event.isDecryptionFailure());
  }

  /** Forgets how far events of these people could be trusted: their devices or identities have changed. */
  reconsider(events: readonly MatrixEvent[]): void {
    this.#reconsidered += 1;
    for (const event of events) this.#protected.delete(event);
  }

  /** @returns null for an event without a proper ID or sender (or one that has not been settled). */
  view(event: MatrixEvent): EventView | null {
    return event.isBeingDecrypted() ? null : this.#view(event, event.isDecryptionFailure() ? undecryptableReason(event.decryptionFailureReason) : null);
  }

  #viewWithoutWords(event: MatrixEvent): EventView | null {
    return this.#view(event, "keys_not_arrived");
  }

  /** @param closed - why its words are not there; null: they are. */
  #view(event: MatrixEvent, closed: UndecryptableReason | null): EventView | null {
    const eventId = parseEventId(event.getId());
    const sender = parseUserId(event.getSender() ?? "");
    if (eventId === null || sender === null) return null;
    const redacted = event.isRedacted();
    const content: Content = closed !== null || redacted ? {} : event.getOriginalContent();
    const previous: unknown = event.getUnsigned().prev_content;
    const transactionId: unknown = event.getUnsigned().transaction_id;
    return {
      eventId,
      sender,
      at: event.getTs(),
      type: closed !== null ? "m.room.encrypted" : event.getType(),
      stateKey: event.getStateKey() ?? null,
      content,
      previousContent: isRecord(previous) ? previous : null,
      // A redaction takes the relation away on the server; what was known before must not differ from what is loaded later.
      relation: redacted ? null : (parseRelation(content["m.relates_to"]) ?? parseRelation(event.getWireContent()["m.relates_to"])),
      redacted,
      redacts: redacted ? null : redactedBy(event),
      undecryptable: redacted ? null : closed,
      protectedInTransit: (this.#protected.get(event) ?? "none") !== "none",
      restored: this.#protected.get(event) === "restored",
      transactionId: typeof transactionId === "string" && transactionId !== "" ? (transactionId as TransactionId) : null,
    };
  }

  /**
   * @param events - oldest first, without holes
   * @param follows - whether the words of an event are still to come: it keeps its place meanwhile
   * @returns views of those events that have one, in the same order, after the redactions among them.
   */
  views(events: readonly MatrixEvent[], follows: (event: MatrixEvent) => boolean = () => false): readonly EventView[] {
    return afterRedactions(events.flatMap((event) => (follows(event) ? this.#viewWithoutWords(event) : this.view(event)) ?? []));
  }

  async #settleEach(due: readonly MatrixEvent[], atOnce: number, wanted: () => boolean = () => true): Promise<void> {
    const waiting = [...due];
    const protections = new Map<string, Promise<Protection>>();
    const work = async (): Promise<void> => {
      for (let event = waiting.pop(); event !== undefined && wanted(); event = waiting.pop()) await this.#settleOne(event, protections);
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, due.length) }, work));
  }

  /** @param protections - what was asked for moments ago, by what the answer depends on: it costs as much as decrypting. */
  async #settleOne(event: MatrixEvent, protections: Map<string, Promise<Protection>>): Promise<void> {
    this.#settling.add(event);
    try {
      await this.#client.decryptEventIfNeeded(event);
      if (event.isDecryptionFailure() || this.#protected.has(event)) return;
      for (let judged = false; !judged; ) {
        const reconsidered = this.#reconsidered;
        const key = `${reconsidered} ${sourceOfKey(event)}`;
        const protection = protections.get(key) ?? this.#protectionOf(event);
        protections.set(key, protection);
        this.#protected.set(event, await protection);
        // A device or an identity may have changed while the crypto library was being asked.
        judged = reconsidered === this.#reconsidered;
      }
    } finally {
      this.#settling.delete(event);
    }
  }

  async #protectionOf(event: MatrixEvent): Promise<Protection> {
    const info = await this.#client.getCrypto()?.getEncryptionInfoForEvent(event);
    return info ? protectionUnder(info.shieldReason) : "none";
  }
}

/** Since room version 11 in the content, before that beside it (Client-Server API, section "m.room.redaction"). */
function redactedBy(event: MatrixEvent): EventId | null {
  if (event.getType() !== "m.room.redaction" || event.isState()) return null;
  return parseEventId(event.getContent()["redacts"]) ?? parseEventId(event.event.redacts);
}
