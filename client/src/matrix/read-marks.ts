/**
 * How far the signed-in person has read each room. A receipt is kept in the encrypted store until the homeserver has it: what
 * was read without a network stays read after a restart, here and then everywhere.
 */
import { ClientEvent, Method, SyncState, type MatrixClient, type Room } from "matrix-js-sdk";
import type { EventId, RoomId } from "../domain/ids.ts";
import { isRecord } from "../domain/json-shape.ts";
import type { Unsubscribe } from "../domain/live.ts";
import type { SealedCollection } from "../domain/ports/local-store.ts";
import { failureOf } from "./matrix-failure.ts";
import { ownReceipts } from "./own-receipt.ts";
import { parseEventId } from "./relation.ts";

export interface ReadMark {
  readonly roomId: RoomId;
  readonly readTo: EventId;
}

/** @returns a mark that was stored, or null when `stored` is none. */
export function parseReadMark(stored: unknown): ReadMark | null {
  if (!isRecord(stored) || typeof stored["roomId"] !== "string") return null;
  const readTo = parseEventId(stored["readTo"]);
  // Only IDs of known rooms are ever stored.
  return readTo === null ? null : { roomId: stored["roomId"] as RoomId, readTo };
}

export class ReadMarks {
  readonly #client: MatrixClient;
  readonly #me: string;
  readonly #kept: SealedCollection<ReadMark>;
  readonly #marks = new Map<RoomId, EventId>();
  readonly #unsent = new Set<RoomId>();
  readonly #listeners = new Set<(roomId: RoomId) => void>();
  #sending = false;

  constructor(client: MatrixClient, me: string, kept: SealedCollection<ReadMark>) {
    this.#client = client;
    this.#me = me;
    this.#kept = kept;
    client.on(ClientEvent.Sync, this.#synced);
  }

  /** Takes up what an earlier run could not send. A store that does not open has nothing to say: the messages are unread again. */
  async restore(): Promise<void> {
    const kept = await this.#kept.all();
    for (const { roomId, readTo } of kept.ok ? kept.value.values : []) {
      this.#marks.set(roomId, readTo);
      this.#unsent.add(roomId);
    }
  }

  /** @returns events that have been read up to; the newest of them counts. */
  of(room: Room): ReadonlySet<string> {
    const mark = this.#marks.get(room.roomId as RoomId); // the ID of a known room came from the homeserver as such
    const receipts = ownReceipts(room, this.#me);
    return mark === undefined ? receipts : new Set([...receipts, mark]);
  }

  /** Everything up to `readTo` has been read. Resolves once that is kept, or sent. */
  async mark(roomId: RoomId, readTo: EventId): Promise<void> {
    if (this.#marks.get(roomId) === readTo) return;
    this.#marks.set(roomId, readTo);
    this.#unsent.add(roomId);
    for (const listener of [...this.#listeners]) listener(roomId);
    await this.#kept.put(id(roomId), { roomId, readTo });
    await this.#send();
  }

  subscribe(listener: (roomId: RoomId) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    this.#client.off(ClientEvent.Sync, this.#synced);
    this.#unsent.clear();
    this.#listeners.clear();
  }

  readonly #synced = (state: SyncState): void => {
    if (state === SyncState.Syncing) void this.#send();
  };

  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      // Looked at anew each time: one may read on while a receipt is on its way.
      for (let [roomId] = this.#unsent; roomId !== undefined && (await this.#sendOne(roomId)); [roomId] = this.#unsent);
    } finally {
      this.#sending = false;
    }
  }

  /** @returns false: the homeserver cannot be reached now; the next sync that comes through tries again. */
  async #sendOne(roomId: RoomId): Promise<boolean> {
    const readTo = this.#marks.get(roomId);
    if (readTo === undefined) return false;
    const path = ["rooms", roomId, "receipt", "m.read", readTo].map(encodeURIComponent).join("/");
    try {
      await this.#client.http.authedRequest(Method.Post, `/${path}`, undefined, {});
    } catch (error) {
      const { code } = failureOf(error);
      if (code === "network" || code === "rate_limited") return false;
      // One is out of the room, or the event is gone: nobody will ever want this receipt.
    }
    if (this.#marks.get(roomId) !== readTo) return true; // read on meanwhile
    this.#unsent.delete(roomId);
    await this.#kept.remove(id(roomId));
    return true;
  }
}

const id = (roomId: RoomId): string => `read:${roomId}`;
