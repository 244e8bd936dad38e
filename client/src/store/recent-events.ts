/**
 * The newest items of the rooms in which something happened last. Bounded by rooms, items and bytes: the room that was quiet
 * for longest goes first. Everything here is on the homeserver too, so that losing it costs a request and nothing else.
 */
import type { RoomId } from "../domain/ids.ts";
import { isRecord } from "../domain/json-shape.ts";
import type { LocalStore, SealedCollection } from "../domain/ports/local-store.ts";
import type { TimelineItem } from "../domain/timeline-item.ts";
import { keptItems, parseKeptItems, type KeptItem } from "./kept-items.ts";

export interface RecentLimits {
  readonly rooms: number;
  readonly itemsPerRoom: number;
  /** characters of JSON, about as many bytes on the disk */
  readonly bytes: number;
}

export const RECENT_LIMITS: RecentLimits = { rooms: 100, itemsPerRoom: 50, bytes: 8 * 1024 * 1024 };

interface IndexEntry {
  readonly roomId: RoomId;
  readonly bytes: number;
  /** of the newest item, in ms since the epoch */
  readonly at: number;
}

const INDEX = "index";

function parseIndex(stored: unknown): readonly IndexEntry[] | null {
  if (!Array.isArray(stored)) return null;
  const entries = stored.map((entry: unknown) => {
    if (!isRecord(entry)) return null;
    const { roomId, bytes, at } = entry;
    return typeof roomId === "string" && typeof bytes === "number" && typeof at === "number" ? { roomId: roomId as RoomId, bytes, at } : null;
  });
  return entries.every((entry) => entry !== null) ? entries : null;
}

export class RecentEvents {
  readonly #rooms: SealedCollection<readonly KeptItem[]>;
  readonly #indexed: SealedCollection<readonly IndexEntry[]>;
  readonly #limits: RecentLimits;
  readonly #index: Map<RoomId, IndexEntry>;
  /** Writes follow each other: the index must never know of less than there is. */
  #turn: Promise<void> = Promise.resolve();

  private constructor(store: LocalStore, limits: RecentLimits, index: readonly IndexEntry[]) {
    this.#rooms = store.collection("recent", parseKeptItems);
    this.#indexed = store.collection("recent_index", parseIndex);
    this.#limits = limits;
    this.#index = new Map(index.map((entry) => [entry.roomId, entry]));
  }

  static async open(store: LocalStore, limits: RecentLimits = RECENT_LIMITS): Promise<RecentEvents> {
    const index = await store.collection("recent_index", parseIndex).get(INDEX);
    return new RecentEvents(store, limits, index.ok ? (index.value ?? []) : []);
  }

  /** Whether something is kept of this room. */
  has(roomId: RoomId): boolean {
    return this.#index.has(roomId);
  }

  /** @returns null when nothing is kept, or nothing that can be read. */
  async read(roomId: RoomId): Promise<readonly KeptItem[] | null> {
    if (!this.#index.has(roomId)) return null;
    const kept = await this.#rooms.get(roomId);
    return kept.ok ? kept.value : null;
  }

  /** Takes the place of what was kept of the room. */
  keep(roomId: RoomId, items: readonly TimelineItem[]): Promise<void> {
    return this.#inTurn(async () => {
      const kept = keptItems(items, this.#limits.itemsPerRoom);
      const newest = kept.at(-1);
      if (newest === undefined) return this.#erase([roomId]);
      const entry = { roomId, bytes: JSON.stringify(kept).length, at: newest.at };
      const before = this.#index.get(roomId);
      this.#index.set(roomId, entry);
      await this.#erase(this.#tooMany());
      if (!this.#index.has(roomId)) return;
      // The index first: a record that it does not know of would never be erased.
      if (before === undefined || before.bytes !== entry.bytes || before.at !== entry.at) await this.#writeIndex();
      const written = await this.#rooms.put(roomId, kept);
      if (!written.ok && written.failure.code === "full") await this.#erase(this.#olderHalf());
    });
  }

  /** Nothing of the room stays. */
  erase(roomId: RoomId): Promise<void> {
    return this.#inTurn(() => this.#erase([roomId]));
  }

  /** Resolves once everything asked for so far is done. */
  settled(): Promise<void> {
    return this.#turn;
  }

  #oldestFirst(): readonly IndexEntry[] {
    return [...this.#index.values()].sort((a, b) => a.at - b.at);
  }

  #tooMany(): readonly RoomId[] {
    let bytes = [...this.#index.values()].reduce((sum, entry) => sum + entry.bytes, 0);
    let rooms = this.#index.size;
    const going: RoomId[] = [];
    for (const entry of this.#oldestFirst()) {
      if (rooms <= this.#limits.rooms && bytes <= this.#limits.bytes) break;
      going.push(entry.roomId);
      rooms -= 1;
      bytes -= entry.bytes;
    }
    return going;
  }

  #olderHalf(): readonly RoomId[] {
    return this.#oldestFirst().slice(0, Math.ceil(this.#index.size / 2)).map(({ roomId }) => roomId);
  }

  async #erase(roomIds: readonly RoomId[]): Promise<void> {
    for (const roomId of roomIds) {
      // The record first: as long as the index knows of it, it can be erased again.
      const removed = await this.#rooms.remove(roomId);
      if (removed.ok) this.#index.delete(roomId);
    }
    if (roomIds.length > 0) await this.#writeIndex();
  }

  async #writeIndex(): Promise<void> {
    await this.#indexed.put(INDEX, [...this.#index.values()]);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work);
    return this.#turn;
  }
}
