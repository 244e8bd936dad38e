/** What the outbox keeps of one message, and how it comes back out of the store. */
import type { Failure } from "../domain/failure.ts";
import type { RoomId, TransactionId } from "../domain/ids.ts";
import { isRecord } from "../domain/json-shape.ts";
import { parseStoredFailure } from "./stored-failure.ts";

/** Content of an `m.room.message` event, as it will be encrypted. */
export type MessageContent = Readonly<Record<string, unknown>>;

export interface OutboxRecord {
  readonly transactionId: TransactionId;
  readonly roomId: RoomId;
  readonly content: MessageContent;
  /** rises with every message of this device; decides the order within a room */
  readonly order: number;
  /** ms since the epoch */
  readonly createdAt: number;
  /** when it first may have reached the server, or shortly before, in ms since the epoch; null: it was never on the wire */
  readonly firstAttemptAt: number | null;
  /** why it stays until the sender decides; null: it goes out by itself */
  readonly stopped: Failure | null;
}

/** @returns null when `stored` is not a record of the outbox. */
export function parseOutboxRecord(stored: unknown): OutboxRecord | null {
  if (!isRecord(stored)) return null;
  const { transactionId, roomId, content, order, createdAt, firstAttemptAt, stopped } = stored;
  if (typeof transactionId !== "string" || typeof roomId !== "string" || !isRecord(content)) return null;
  if (typeof order !== "number" || typeof createdAt !== "number") return null;
  if (firstAttemptAt !== null && typeof firstAttemptAt !== "number") return null;
  return {
    // Both ids were parsed before they were stored, and the record is authenticated.
    transactionId: transactionId as TransactionId,
    roomId: roomId as RoomId,
    content,
    order,
    createdAt,
    firstAttemptAt,
    stopped: stopped === null ? null : parseStoredFailure(stopped),
  };
}
