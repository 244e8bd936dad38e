import type { Failure } from "../domain/failure.ts";
import type { EventId, RoomId, TransactionId, UserId } from "../domain/ids.ts";
import { liveSource, type Live, type Unsubscribe } from "../domain/live.ts";
import type { Person } from "../domain/person.ts";
import type { MessageSender, OutgoingMessage, Readers } from "../domain/ports/message-sender.ts";
import type { RoomFactsSource } from "../domain/ports/room-facts-source.ts";
import { failed, type Result } from "../domain/result.ts";
import type { PolicyTransmissionGuard } from "./policy-transmission-guard.ts";
import type { ServerRefusals } from "./server-refusals.ts";

export interface GuardedSenderParts {
  readonly guard: PolicyTransmissionGuard;
  readonly refusals: ServerRefusals;
  readonly facts: RoomFactsSource;
  /** the unguarded verb; its outbox asks the same guard again before each transmission */
  readonly sender: MessageSender;
  /** calls back when other rules come into force */
  readonly rulesChanged: (listener: () => void) => Unsubscribe;
}

/** Never takes a message for a room into which it may not go: no encryption, or plaintext that is not listed (F-02, F-09). */
export class PolicyGuardedSender implements MessageSender {
  readonly #parts: GuardedSenderParts;

  constructor(parts: GuardedSenderParts) {
    this.#parts = parts;
  }

  async send(roomId: RoomId, message: OutgoingMessage, named: readonly UserId[]): Promise<Result<TransactionId, Failure>> {
    const blocked = await this.#blocked(roomId, "handover");
    return blocked === null ? this.#parts.sender.send(roomId, message, named) : failed(blocked);
  }

  retry(transactionId: TransactionId): Promise<void> {
    return this.#parts.sender.retry(transactionId);
  }

  revise(transactionId: TransactionId, text: string): Promise<Result<void, Failure>> {
    return this.#parts.sender.revise(transactionId, text);
  }

  discard(transactionId: TransactionId): Promise<void> {
    return this.#parts.sender.discard(transactionId);
  }

  async redact(roomId: RoomId, eventId: EventId): Promise<Result<void, Failure>> {
    return this.#parts.refusals.explain(await this.#parts.sender.redact(roomId, eventId));
  }

  /** Who will read, with what the rules say against sending there now. */
  readers(roomId: RoomId): { readonly readers: Live<Readers>; close(): void } {
    const inner = this.#parts.sender.readers(roomId);
    const readers = liveSource<Readers>(inner.readers.current());
    let latest = 0;
    const look = async (): Promise<void> => {
      const asked = ++latest;
      const blocked = await this.#blocked(roomId, "transmission");
      // A later look knows more than this one.
      if (asked !== latest) return;
      const now = inner.readers.current();
      readers.set({ ...now, blocked: blocked ?? now.blocked });
    };
    const releases = [inner.readers.subscribe(() => void look()), this.#parts.rulesChanged(() => void look())];
    return {
      readers,
      close: () => {
        latest = Number.POSITIVE_INFINITY;
        for (const release of releases) release();
        inner.close();
      },
    };
  }

  acceptReaders(roomId: RoomId, people: readonly Person[]): Promise<Result<void, Failure>> {
    return this.#parts.sender.acceptReaders(roomId, people);
  }

  draft(roomId: RoomId): Promise<string> {
    return this.#parts.sender.draft(roomId);
  }

  saveDraft(roomId: RoomId, text: string): Promise<void> {
    return this.#parts.sender.saveDraft(roomId, text);
  }

  /** @param ask whether the person is asked to confirm, if a rule wants that, or it is taken for granted */
  async #blocked(roomId: RoomId, ask: "handover" | "transmission"): Promise<Failure | null> {
    const room = await this.#parts.facts.facts(roomId);
    if (room === null) return { code: "not_found" };
    const transmission = await this.#parts.guard[ask](room);
    return transmission.ok ? null : transmission.failure;
  }
}
