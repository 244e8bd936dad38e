import type { Failure } from "../failure.ts";
import type { EventId, RoomId, TransactionId, UserId } from "../ids.ts";
import type { Live } from "../live.ts";
import type { Person } from "../person.ts";
import type { Result } from "../result.ts";

export interface OutgoingMessage {
  readonly text: string;
  readonly replyTo: EventId | null;
  /** the message that this one replaces */
  readonly edits: EventId | null;
}

/** Who will be able to read the next message, from the same data that decides. */
export interface Readers {
  readonly people: number;
  readonly public: boolean;
  readonly externals: readonly Person[];
  /** nothing was written here before, from any of the sender's devices, as far as this one knows: everybody is a newcomer */
  readonly firstMessage: boolean;
  /** new since the sender last wrote here */
  readonly newcomers: readonly Person[];
  readonly identityChanged: readonly Person[];
  /** why nothing can be sent here now; null: it can */
  readonly blocked: Failure | null;
}

export interface MessageSender {
  /**
   * Resolves once the message is in the outbox, before it is on the wire; the timeline shows what becomes of it.
   * @param named newcomers that stood under the field when the sender pressed Enter: of anybody else new they have not been told
   */
  send(roomId: RoomId, message: OutgoingMessage, named: readonly UserId[]): Promise<Result<TransactionId, Failure>>;
  retry(transactionId: TransactionId): Promise<void>;
  /** Other words for a message that has not been sent, in its place. @returns `already_sent` when it has left, or may have. */
  revise(transactionId: TransactionId, text: string): Promise<Result<void, Failure>>;
  /** Takes a message back that has not been sent. */
  discard(transactionId: TransactionId): Promise<void>;
  redact(roomId: RoomId, eventId: EventId): Promise<Result<void, Failure>>;
  /** Live; must be released by `close`. */
  readers(roomId: RoomId): { readonly readers: Live<Readers>; close(): void };
  /** The sender has seen the newcomers, or accepts the changed identities, and wants to go on. */
  acceptReaders(roomId: RoomId, people: readonly Person[]): Promise<Result<void, Failure>>;
  draft(roomId: RoomId): Promise<string>;
  saveDraft(roomId: RoomId, text: string): Promise<void>;
}
