/** One open timeline that begins with what was kept and becomes the network's. */
import type { Failure } from "../domain/failure.ts";
import { liveSource, type Live, type Unsubscribe } from "../domain/live.ts";
import type { PendingMessage } from "../domain/ports/pending-messages.ts";
import type { Timeline } from "../domain/ports/timeline-source.ts";
import { failed, type Result } from "../domain/result.ts";
import { ITEMS_ON_SCREEN, type TimelineItem, type TimelineSnapshot } from "../domain/timeline-item.ts";

export interface StoredTimelineWorld {
  /** what was kept, with people as they are known now */
  items(): readonly TimelineItem[];
  /** the first of them that is new */
  readonly firstUnreadKey: string | null;
  /** Looks up who the people in it are. @throws when the crypto library does. */
  loadPeople(): Promise<void>;
  /** Resolves once the first snapshot is painted: nothing that the crypto library has to do comes before. */
  painted(): Promise<void>;
  pending(): readonly PendingMessage[];
  onPending(listener: () => void): Unsubscribe;
  /** Opens the network's timeline. */
  open(): Promise<Result<Timeline, Failure>>;
  /** Calls back whenever a further attempt may succeed. */
  onHeard(listener: () => void): Unsubscribe;
  /** whether the network has told which rooms there are: a room that is not among them is gone */
  heard(): boolean;
  /** Called once with the network's timeline. @returns what to call when it closes. */
  follow(timeline: Timeline): Unsubscribe;
}

export class StoredTimeline implements Timeline {
  readonly #world: StoredTimelineWorld;
  readonly #snapshot;
  #items: readonly TimelineItem[];
  #releases: Unsubscribe[];
  #network: Timeline | null = null;
  /** the attempt to open the network's timeline that is under way */
  #trying: Promise<void> | null = null;
  /** a further attempt may succeed where the one that is under way does not */
  #again = false;
  readonly #begun: Promise<void>;
  #painted = false;
  #closed = false;

  constructor(world: StoredTimelineWorld) {
    this.#world = world;
    this.#items = world.items();
    this.#snapshot = liveSource<TimelineSnapshot>(this.#kept());
    this.#releases = [world.onPending(() => this.#snapshot.set(this.#kept())), world.onHeard(() => void this.#try())];
    this.#begun = this.#begin();
  }

  get snapshot(): Live<TimelineSnapshot> {
    return this.#snapshot;
  }

  /** What is kept is there before there can be anything older: that is no failure yet. */
  async loadOlder(): Promise<Result<void, Failure>> {
    await this.#begun;
    await this.#trying;
    return this.#network?.loadOlder() ?? failed({ code: "network" });
  }

  /** What is kept was read when it was kept, or will be when the network's timeline shows it. */
  async markRead(): Promise<void> {
    await this.#network?.markRead();
  }

  close(): void {
    this.#closed = true;
    for (const release of this.#releases.splice(0)) release();
    this.#network?.close();
  }

  async #begin(): Promise<void> {
    await this.#world.painted();
    this.#painted = true;
    if (this.#closed) return;
    this.#snapshot.set(this.#kept());
    // Asked first: seals are wanted sooner than what has changed since.
    void this.#prove();
    await this.#try();
  }

  async #prove(): Promise<void> {
    try {
      await this.#world.loadPeople();
    } catch {
      return; // the crypto library is closing, and so is this
    }
    if (this.#network !== null || this.#closed || this.#items.length === 0) return;
    this.#items = this.#world.items();
    this.#snapshot.set(this.#kept());
  }

  async #try(): Promise<void> {
    if (this.#network !== null || this.#closed) return;
    this.#again = this.#trying !== null;
    this.#trying ??= this.#attempts();
    await this.#trying;
  }

  async #attempts(): Promise<void> {
    try {
      do {
        this.#again = false;
        await this.#open();
      } while (this.#again && this.#network === null && !this.#closed);
    } finally {
      // In the same turn in which it was looked whether there is a further one: none that is asked for now gets lost.
      this.#trying = null;
    }
  }

  async #open(): Promise<void> {
    const opened = await this.#world.open();
    if (opened.ok) return this.#become(opened.value);
    if (!this.#world.heard() || this.#closed || !["not_found", "forbidden"].includes(opened.failure.code)) return;
    // The person is not in this room any more: nothing of it stays on the screen.
    this.#items = [];
    this.#snapshot.set(this.#kept());
  }

  #become(network: Timeline): void {
    if (this.#closed) return network.close();
    this.#network = network;
    for (const release of this.#releases.splice(0)) release();
    this.#releases = [network.snapshot.subscribe((snapshot) => this.#snapshot.set(snapshot)), this.#world.follow(network)];
  }

  #kept(): TimelineSnapshot {
    const items = this.#painted ? this.#items : this.#screen();
    const pending = this.#world.pending();
    const edits = new Map(pending.flatMap(({ item, edits }) => (edits === null ? [] : [[edits, item] as const])));
    const shown = items.map((item): TimelineItem => {
      const edit = item.type === "message" && item.eventId !== null ? edits.get(item.eventId) : undefined;
      if (item.type !== "message" || edit === undefined) return item;
      return { ...item, body: edit.body, edited: true, sendState: edit.sendState, transactionId: edit.transactionId };
    });
    const known = new Set(items.flatMap((item) => (item.type === "message" ? [item.eventId, item.transactionId] : [])));
    const below = pending.filter(({ item, edits }) => (edits === null || !known.has(edits)) && !known.has(item.transactionId) && (item.eventId === null || !known.has(item.eventId)));
    return { items: [...shown, ...below.map(({ item }) => item)], loadingOlder: items.length < this.#items.length, reachedStart: false, firstUnreadKey: this.#world.firstUnreadKey };
  }

  /** Painted first: drawing all that is kept takes longer than reading it. */
  #screen(): readonly TimelineItem[] {
    const firstUnread = this.#items.findIndex(({ key }) => key === this.#world.firstUnreadKey);
    const newest = Math.max(0, this.#items.length - ITEMS_ON_SCREEN);
    return this.#items.slice(firstUnread === -1 ? newest : Math.min(newest, firstUnread));
  }
}
