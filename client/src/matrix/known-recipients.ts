/** Whom the sender knew to be reading a room when they last wrote there, and of whom the screen has told them since. */
import { parseUserId, type RoomId, type UserId } from "../domain/ids.ts";
import { isRecord } from "../domain/json-shape.ts";
import type { SealedCollection, StoreFailure } from "../domain/ports/local-store.ts";
import { ok, type Result } from "../domain/result.ts";

export interface KnownRecipients {
  readonly userIds: readonly UserId[];
  /** they were in the room too, and had no identity to give keys to: should they get one, they are new */
  readonly unable: readonly UserId[];
  /** newcomers that stood under the field when the sender last pressed Enter */
  readonly named: readonly UserId[];
}

const userIds = (stored: unknown): readonly UserId[] | null => {
  if (!Array.isArray(stored)) return null;
  const parsed = stored.map((id: unknown) => (typeof id === "string" ? parseUserId(id) : null));
  return parsed.every((id) => id !== null) ? parsed : null;
};

/** Records of earlier states of version 0.1 have neither `named` nor `unable`. */
export function parseKnownRecipients(stored: unknown): KnownRecipients | null {
  if (!isRecord(stored)) return null;
  const [known, named, unable] = [userIds(stored["userIds"]), userIds(stored["named"] ?? []), userIds(stored["unable"] ?? [])];
  return known && named && unable && { userIds: known, unable, named };
}

/**
 * The records, each read from the disk once: they are asked for at every key press of Enter and at every look at who reads. One window
 * owns the store, so that nobody else changes them; what could not be read or written is not remembered.
 */
export class KnownRecipientsMemory {
  readonly #records: SealedCollection<KnownRecipients>;
  readonly #read = new Map<RoomId, KnownRecipients | null>();

  constructor(records: SealedCollection<KnownRecipients>) {
    this.#records = records;
  }

  /** @returns null when there is no record of the room. */
  async get(roomId: RoomId): Promise<Result<KnownRecipients | null, StoreFailure>> {
    const read = this.#read.get(roomId);
    if (read !== undefined) return ok(read);
    const found = await this.#records.get(roomId);
    if (!found.ok) return found;
    // What was put while the disk was being read is newer.
    if (!this.#read.has(roomId)) this.#read.set(roomId, found.value);
    return ok(this.#read.get(roomId) ?? null);
  }

  async put(roomId: RoomId, known: KnownRecipients): Promise<Result<void, StoreFailure>> {
    const kept = await this.#records.put(roomId, known);
    // A copy, as the disk has one: a list that its owner changes later must not make anybody known.
    if (kept.ok) this.#read.set(roomId, structuredClone(known));
    return kept;
  }
}
