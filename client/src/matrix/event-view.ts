/** An event as plain, parsed values: what the timeline and the room list are made from. Pure types. */
import type { EventId, TransactionId, UserId } from "../domain/ids.ts";
import type { UndecryptableReason } from "../domain/timeline-item.ts";

export type Content = Readonly<Record<string, unknown>>;

export interface EventView {
  readonly eventId: EventId;
  readonly sender: UserId;
  /** ms since the epoch, as the sender's homeserver says */
  readonly at: number;
  /** after decryption; `m.room.encrypted` when that failed or the event was redacted */
  readonly type: string;
  readonly stateKey: string | null;
  /** after decryption, before any edit */
  readonly content: Content;
  readonly previousContent: Content | null;
  /** `m.relates_to`; of an encrypted event the encrypted one, else the one in the clear */
  readonly relation: Relation | null;
  readonly redacted: boolean;
  /** `m.room.redaction`: the event that it takes back */
  readonly redacts: EventId | null;
  /** set when it could not be decrypted */
  readonly undecryptable: UndecryptableReason | null;
  /** it came encrypted, from a device that its owner has signed */
  readonly protectedInTransit: boolean;
  /** its key came out of the backup: what it says can be read, who wrote it cannot be proven */
  readonly restored: boolean;
  /** told by the server only to the device that sent it */
  readonly transactionId: TransactionId | null;
}

export interface Relation {
  readonly type: string | null;
  readonly eventId: EventId | null;
  /** `m.annotation`: the emoji */
  readonly key: string | null;
  readonly inReplyTo: EventId | null;
}
