/**
 * The events of one room up to now, oldest first and never with a hole. Order and completeness are kept here and not by the
 * SDK, which forgets what it had when the server skips some events, and puts a page that was on its way into the wrong place.
 *
 * Invariants: `#tail` is contiguous and ends with the newest event; `#before` is what leads on from its oldest event. `#shown` is what
 * was there before a gap; it is handed out unchanged until the gap is filled from `/messages`, and then the two are one again. `#edges`
 * are the places in `#tail` from which a token leads back.
 */
import { Direction, EventType, type MatrixClient, type MatrixEvent, type Room } from "matrix-js-sdk";
import type { Unsubscribe } from "../domain/live.ts";

const PAGE = 50;
const GAP_PAGE = 100;
/** A gap of more events than this is not filled: what lies before it comes again when somebody scrolls there. */
const GAP_PAGES = 20;
/** Pages of events that are all known, or none at all, that are passed over in one go. */
const EMPTY_PAGES = 10;

/**
 * What leads on from the oldest event: the server's token; null when that is the first event of the room; or nothing, when nobody has
 * given a token. Then the newest events are asked for anew: that there is no token never means that there is nothing before.
 */
type Lead = string | null | undefined;

/** The token that leads on from the event at an index. */
interface Edge {
  readonly at: number;
  readonly before: string;
}

interface Segment {
  readonly events: readonly MatrixEvent[];
  readonly before: Lead;
  readonly edges: readonly Edge[];
}

const leadOf = (events: readonly MatrixEvent[], token: string | null): Lead => token ?? (events[0]?.getType() === EventType.RoomCreate ? null : undefined);

const edgesFrom = (before: Lead): readonly Edge[] => (typeof before === "string" ? [{ at: 0, before }] : []);

export class RoomHistory {
  readonly #client: MatrixClient;
  readonly #room: Room;
  readonly #whole: () => void;
  readonly #listeners = new Set<() => void>();
  readonly #ids = new Set<string>();
  #tail: MatrixEvent[] = [];
  #before: Lead = undefined;
  /** by index */
  #edges: readonly Edge[] = [];
  #shown: Segment | null = null;
  /** rises with each gap: an answer to a question asked before it belongs to nothing any more */
  #generation = 0;
  #readers = 0;
  #loading: Promise<void> | null = null;

  /** @param whole - called when a gap is over: `events` then has what happened in it, long after sync told of that. */
  constructor(client: MatrixClient, room: Room, whole: () => void) {
    this.#client = client;
    this.#room = room;
    this.#whole = whole;
    const live = room.getLiveTimeline();
    const events = live.getEvents();
    this.#begin(events, leadOf(events, live.getPaginationToken(Direction.Backward)));
  }

  /** @returns the events, oldest first. The list is never changed afterwards. */
  events(): readonly MatrixEvent[] {
    return this.#shown?.events ?? this.#tail;
  }

  reachedStart(): boolean {
    return this.#shown === null && this.#before === null;
  }

  /** Somebody looks at the room: gaps are filled until the returned function is called. */
  read(changed: () => void): Unsubscribe {
    this.#readers += 1;
    this.#listeners.add(changed);
    return () => {
      if (!this.#listeners.delete(changed)) return;
      this.#readers -= 1;
    };
  }

  /**
   * Loads at least one older event, unless the start is reached.
   * @throws what the SDK throws when the server cannot be asked.
   */
  async loadOlder(): Promise<void> {
    const oldest = this.events()[0];
    for (let page = 0; page < EMPTY_PAGES && !this.reachedStart() && this.events()[0] === oldest; page += 1) {
      await this.#loadPage(PAGE);
    }
  }

  /** Sync has brought an event. */
  append(event: MatrixEvent): void {
    const id = event.getId();
    if (id === undefined || this.#ids.has(id)) return;
    this.#ids.add(id);
    this.#tail = [...this.#tail, event];
    this.#changed();
  }

  /** Sync has skipped events: a new live timeline begins, which is empty, and from which `before` leads back. */
  skip(before: string | null): void {
    if (this.#readers > 0 && this.#shown === null && this.#tail.length > 0) this.#shown = { events: this.#tail, before: this.#before, edges: this.#edges };
    this.#begin([], leadOf([], before));
    if (this.#shown !== null) void this.#fillGap();
    this.#changed();
  }

  /**
   * Lets go of old events, which come back with `loadOlder`: nobody reads here any more, and thousands of them would stay in memory.
   * @param keep - so many of the newest at least.
   */
  cutBack(keep: number): void {
    if (this.#readers > 0 || this.#shown !== null) return;
    const edge = this.#edges.findLast(({ at }) => at <= this.#tail.length - keep);
    if (edge === undefined || edge.at === 0) return;
    const later = this.#edges.filter(({ at }) => at > edge.at);
    this.#begin(this.#tail.slice(edge.at), edge.before);
    this.#edges = [...this.#edges, ...later.map(({ at, before }) => ({ at: at - edge.at, before }))];
  }

  #begin(events: readonly MatrixEvent[], before: Lead): void {
    this.#generation += 1;
    this.#tail = [...events];
    this.#before = before;
    this.#edges = edgesFrom(before);
    this.#ids.clear();
    for (const event of events) this.#ids.add(event.getId() ?? "");
  }

  async #fillGap(): Promise<void> {
    const generation = this.#generation;
    try {
      for (let page = 0; page < GAP_PAGES && this.#shown !== null && this.#before !== null && this.#readers > 0; page += 1) {
        await this.#loadPage(GAP_PAGE);
        if (generation !== this.#generation) return; // a newer gap has its own filling
      }
    } catch {
      // The network went again: what lies before the gap is given up and comes back with `loadOlder`.
      if (generation !== this.#generation) return;
    }
    if (this.#shown === null) return;
    this.#shown = null;
    this.#whole();
    this.#changed();
  }

  /** One page at a time, whoever asks. */
  async #loadPage(limit: number): Promise<void> {
    const generation = this.#generation;
    if (this.#loading !== null) return this.#loading;
    const from = this.#before;
    if (from === null) return;
    this.#loading = this.#request(from, limit, generation).finally(() => (this.#loading = null));
    return this.#loading;
  }

  async #request(from: string | undefined, limit: number, generation: number): Promise<void> {
    const there = new Map(this.#tail.map((event) => [event.getId(), event]));
    const answer = await this.#client.createMessagesRequest(this.#room.roomId, from ?? null, limit, Direction.Backward);
    if (generation !== this.#generation) return;
    const answered = answer.chunk.map(this.#client.getEventMapper({ decrypt: false })).toReversed();
    // The newest events: what was there is among them or before them, and only what came since the question lies after them.
    const page = from === undefined ? answered.map((event) => there.get(event.getId()) ?? event) : answered;
    if (from === undefined) {
      const ids = new Set(page.map((event) => event.getId()));
      this.#keepOnly((event) => !there.has(event.getId()) && !ids.has(event.getId()));
    }
    this.#prepend(page, answer.end ?? null);
    this.#changed();
  }

  #keepOnly(kept: (event: MatrixEvent) => boolean): void {
    this.#tail = this.#tail.filter(kept);
    this.#edges = [];
    this.#ids.clear();
    for (const event of this.#tail) this.#ids.add(event.getId() ?? "");
  }

  /** @param page - oldest first, what lies immediately before the tail. */
  #prepend(page: readonly MatrixEvent[], before: string | null): void {
    const shown = this.#shown;
    const fresh = page.filter((event) => !this.#ids.has(event.getId() ?? ""));
    const shownIds = new Set(shown?.events.map((event) => event.getId()));
    const meeting = fresh.findLastIndex((event) => shownIds.has(event.getId()));
    if (shown !== null && meeting !== -1) {
      // Nothing that was shown is dropped, wherever the server now puts it.
      const after = [...fresh.slice(meeting + 1), ...this.#tail].filter((event) => !shownIds.has(event.getId()));
      this.#tail = [...shown.events, ...after];
      this.#before = shown.before;
      this.#edges = shown.edges;
      this.#shown = null;
    } else {
      this.#tail = [...fresh, ...this.#tail];
      this.#before = before;
      this.#edges = [...edgesFrom(before), ...this.#edges.flatMap((edge) => (edge.at + fresh.length === 0 ? [] : { ...edge, at: edge.at + fresh.length }))];
    }
    for (const event of this.#tail) this.#ids.add(event.getId() ?? "");
    if (shown !== null && this.#shown === null) this.#whole();
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
