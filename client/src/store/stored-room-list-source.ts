/**
 * The room list that is there before the homeserver has answered: as it was kept at first, as the network tells it from
 * then on. What changes is written behind, in batches; a room that is gone from the list is erased at once.
 */
import type { RoomId } from "../domain/ids.ts";
import { liveSource, type Live, type Unsubscribe } from "../domain/live.ts";
import type { SealedCollection } from "../domain/ports/local-store.ts";
import type { RoomListSource } from "../domain/ports/room-list-source.ts";
import type { RoomClassView, RoomSummary } from "../domain/room.ts";
import { bucketOf, keptSummary, type KeptSummaries } from "./kept-summary.ts";

export interface StoredRoomListParts {
  readonly network: RoomListSource;
  /** whether the network's list is whole: before, a room that it lacks may well exist */
  readonly caughtUp: Live<boolean>;
  readonly kept: SealedCollection<KeptSummaries>;
  /** all of it, perhaps asked for before this */
  readonly read: ReturnType<SealedCollection<KeptSummaries>["all"]>;
  /** the class as the rules in force explain it; they are not kept with the room */
  classView(classId: string | null): RoomClassView;
  /** Calls `work` after a while. @returns what takes that back. */
  later(work: () => void): Unsubscribe;
  /** told of rooms that are no longer in the list */
  onGone(roomId: RoomId): void;
}

export class StoredRoomListSource implements RoomListSource {
  readonly #parts: StoredRoomListParts;
  readonly #rooms = liveSource<readonly RoomSummary[] | null>(null);
  readonly #written = new Map<RoomId, RoomSummary>();
  readonly #outdated = new Set<string>();
  readonly #releases: readonly Unsubscribe[];
  #callOff: Unsubscribe | null = null;

  private constructor(parts: StoredRoomListParts, kept: readonly RoomSummary[]) {
    this.#parts = parts;
    for (const summary of kept) this.#written.set(summary.id, summary);
    if (kept.length > 0) this.#rooms.set(kept);
    const look = (): void => {
      const rooms = parts.network.rooms.current();
      if (rooms !== null) this.#take(rooms);
    };
    this.#releases = [parts.network.rooms.subscribe(look), parts.caughtUp.subscribe(look)];
  }

  /** Reads what is kept first: it is painted before anything else is asked. Damaged records are as good as none. */
  static async open(parts: StoredRoomListParts): Promise<StoredRoomListSource> {
    const read = await parts.read;
    const summaries = read.ok ? read.value.values.flatMap((bucket) => bucket.summaries) : [];
    return new StoredRoomListSource(parts, summaries.map(({ classId, ...rest }) => ({ ...rest, class: parts.classView(classId) })));
  }

  get rooms(): Live<readonly RoomSummary[] | null> {
    return this.#rooms;
  }

  /** Whether the list is the network's alone: what it lacks does not exist. */
  get heard(): boolean {
    return this.#parts.caughtUp.current() && this.#parts.network.rooms.current() !== null;
  }

  /** Writes what is still to be written. */
  async close(): Promise<void> {
    for (const release of this.#releases) release();
    await this.#write();
  }

  #take(rooms: readonly RoomSummary[]): void {
    const present = new Set(rooms.map(({ id }) => id));
    const missing = [...this.#written.values()].filter(({ id }) => !present.has(id));
    const shown = rooms.some(({ preview }) => preview?.pending === true) ? rooms.map((row) => this.#withKeptPreview(row)) : rooms;
    this.#rooms.set(this.heard || missing.length === 0 ? shown : [...shown, ...missing]);
    for (const { id } of this.heard ? missing : []) {
      this.#written.delete(id);
      this.#outdated.add(bucketOf(id));
      this.#parts.onGone(id);
    }
    for (const summary of rooms) {
      // A row that did not change is the same object.
      if (this.#written.get(summary.id) === summary || summary.preview?.pending === true) continue;
      this.#written.set(summary.id, summary);
      this.#outdated.add(bucketOf(summary.id));
    }
    if (this.#outdated.size > 0) this.#callOff ??= this.#parts.later(() => void this.#write());
  }

  /** What was said last is known from the last time, as long as nothing was said since. */
  #withKeptPreview(row: RoomSummary): RoomSummary {
    const kept = this.#written.get(row.id);
    return row.preview?.pending === true && kept?.lastActivity === row.lastActivity ? { ...row, preview: kept.preview } : row;
  }

  async #write(): Promise<void> {
    this.#callOff?.();
    this.#callOff = null;
    if (this.#outdated.size === 0) return;
    const buckets = new Map([...this.#outdated].map((bucket) => [bucket, { summaries: [] as ReturnType<typeof keptSummary>[] }]));
    this.#outdated.clear();
    for (const summary of this.#written.values()) buckets.get(bucketOf(summary.id))?.summaries.push(keptSummary(summary));
    // A disk that is full forgets the list: the next start waits for the network, and nothing else is lost.
    await this.#parts.kept.putAll(buckets);
  }
}
