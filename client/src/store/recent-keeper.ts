/**
 * Keeps the newest items of lively rooms up to date on the disk, behind what the person is doing: an open room's as it is
 * shown, another one's by a look at its timeline, one room after the other and each at most once in a while.
 */
import type { RoomId } from "../domain/ids.ts";
import type { Live, Unsubscribe } from "../domain/live.ts";
import type { RoomActivity } from "../domain/ports/room-activity.ts";
import type { TimelineSource } from "../domain/ports/timeline-source.ts";
import type { TimelineSnapshot } from "../domain/timeline-item.ts";
import type { RecentEvents } from "./recent-events.ts";

export interface RecentKeeperParts {
  readonly network: TimelineSource;
  readonly activity: RoomActivity;
  readonly recent: RecentEvents;
  /** whether the person is in this room, as far as is known */
  isJoined(roomId: RoomId): boolean;
  /** Calls `work` after a while, when there is nothing better to do. @returns what takes that back. */
  later(work: () => void): Unsubscribe;
}

export class RecentKeeper {
  readonly #parts: RecentKeeperParts;
  readonly #outdated = new Set<RoomId>();
  readonly #shown = new Map<RoomId, Live<TimelineSnapshot>>();
  readonly #release: Unsubscribe;
  #callOff: Unsubscribe | null = null;
  #working: Promise<void> | null = null;
  #closed = false;

  constructor(parts: RecentKeeperParts) {
    this.#parts = parts;
    // A room of which nothing is kept is taken up when something happens in it while this client looks on.
    this.#release = parts.activity.subscribe((roomId, live) => void ((live || parts.recent.has(roomId)) && this.#note(roomId)));
  }

  /** An open room is kept as it is shown, from its first items on. @returns what ends that. */
  follow(roomId: RoomId, snapshot: Live<TimelineSnapshot>): Unsubscribe {
    this.#shown.set(roomId, snapshot);
    const unsubscribe = snapshot.subscribe(() => this.#note(roomId));
    return () => {
      unsubscribe();
      if (this.#shown.get(roomId) === snapshot) this.#shown.delete(roomId);
    };
  }

  /** Erases what is kept of a room. */
  erase(roomId: RoomId): void {
    this.#outdated.delete(roomId);
    void this.#parts.recent.erase(roomId);
  }

  /** Resolves when what is being kept now is on the disk. */
  async settled(): Promise<void> {
    await this.#working;
    await this.#parts.recent.settled();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#release();
    this.#callOff?.();
    await this.#working;
    for (const roomId of this.#outdated) await this.#keep(roomId);
    await this.#parts.recent.settled();
  }

  #note(roomId: RoomId): void {
    if (this.#closed) return;
    this.#outdated.add(roomId);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#closed || this.#callOff !== null || this.#working !== null || this.#outdated.size === 0) return;
    this.#callOff = this.#parts.later(() => {
      this.#callOff = null;
      // What is on the screen first: a person may be about to close it.
      const [first] = this.#outdated;
      const roomId = [...this.#outdated].find((outdated) => this.#shown.has(outdated)) ?? first;
      if (roomId === undefined) return;
      this.#outdated.delete(roomId);
      this.#working = this.#keep(roomId).finally(() => {
        this.#working = null;
        this.#schedule();
      });
    });
  }

  async #keep(roomId: RoomId): Promise<void> {
    if (!this.#parts.isJoined(roomId)) return this.#parts.recent.has(roomId) ? this.#parts.recent.erase(roomId) : undefined;
    const shown = this.#shown.get(roomId);
    // An open room whose words still follow tells of them soon, unless it is the last that is heard of it.
    if (shown?.current().loadingOlder === true && !this.#closed) return;
    if (shown !== undefined) return this.#parts.recent.keep(roomId, shown.current().items);
    if (this.#closed) return;
    const opened = await this.#parts.network.open(roomId);
    if (!opened.ok) return;
    const { items } = opened.value.snapshot.current();
    opened.value.close();
    await this.#parts.recent.keep(roomId, items);
  }
}
