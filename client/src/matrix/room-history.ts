/**
 * The events of one room, oldest first, without holes. After a gap (a limited sync) the SDK begins a new live timeline and
 * forgets the old one; this keeps what was known, fills the gap from `/messages`, and joins the two where they meet.
 */
import { EventTimeline, RoomEvent, type MatrixClient, type MatrixEvent, type Room } from "matrix-js-sdk";

const GAP_PAGE = 100;
const GAP_PAGES = 20;
const OLDER_PAGE = 50;
const OLDER_PAGES = 10;

export class RoomHistory {
  readonly #client: MatrixClient;
  readonly #room: Room;
  readonly #changed: () => void;
  /** what was shown before the last gap; empty: there was none, or it was given up */
  #before: readonly MatrixEvent[] = [];
  #known: readonly MatrixEvent[] = [];
  #filling = false;
  #closed = false;

  /** @param changed - called when `events` may give another answer. */
  constructor(client: MatrixClient, room: Room, changed: () => void) {
    this.#client = client;
    this.#room = room;
    this.#changed = changed;
    room.on(RoomEvent.TimelineReset, this.#onReset);
    room.on(RoomEvent.Timeline, this.#changed);
    room.on(RoomEvent.Redaction, this.#changed);
  }

  /** While a gap is being filled: what was known before it, so that nothing is ever shown with a hole or out of order. */
  events(): readonly MatrixEvent[] {
    const live = this.#room.getLiveTimeline().getEvents();
    const joined = joinWhereTheyMeet(this.#before, live);
    if (joined !== null) this.#known = joined;
    else if (!this.#filling) this.#known = [...live];
    return this.#known;
  }

  reachedStart(): boolean {
    return !this.#filling && this.#room.getLiveTimeline().getPaginationToken(EventTimeline.BACKWARDS) === null;
  }

  /**
   * Loads at least one older event, unless the start is reached.
   * @throws what the SDK throws when the server cannot be asked.
   */
  async loadOlder(): Promise<void> {
    const oldest = this.events()[0]?.getId();
    for (let page = 0; page < OLDER_PAGES && !this.reachedStart(); page += 1) {
      await this.#client.paginateEventTimeline(this.#room.getLiveTimeline(), { backwards: true, limit: OLDER_PAGE });
      if (this.events()[0]?.getId() !== oldest) break;
    }
    this.#changed();
  }

  close(): void {
    this.#closed = true;
    this.#room.off(RoomEvent.TimelineReset, this.#onReset);
    this.#room.off(RoomEvent.Timeline, this.#changed);
    this.#room.off(RoomEvent.Redaction, this.#changed);
  }

  readonly #onReset = (): void => {
    // `#known` has no hole: what came after an earlier, still open gap is not in it and will be fetched again.
    this.#before = this.#known;
    void this.#fillGap();
  };

  async #fillGap(): Promise<void> {
    if (this.#filling) return;
    this.#filling = true;
    try {
      for (let page = 0; page < GAP_PAGES && !this.#closed; page += 1) {
        const live = this.#room.getLiveTimeline();
        if (joinWhereTheyMeet(this.#before, live.getEvents()) !== null) break;
        if (live.getPaginationToken(EventTimeline.BACKWARDS) === null) break;
        await this.#client.paginateEventTimeline(live, { backwards: true, limit: GAP_PAGE });
      }
    } catch {
      // The network went again: what lies before the gap is given up and comes back with `loadOlder`.
    } finally {
      this.#filling = false;
      if (joinWhereTheyMeet(this.#before, this.#room.getLiveTimeline().getEvents()) === null) this.#before = [];
      this.#changed();
    }
  }
}

/** @returns both lists as one, or null when they have no event in common (and `before` is not empty). */
function joinWhereTheyMeet(before: readonly MatrixEvent[], live: readonly MatrixEvent[]): readonly MatrixEvent[] | null {
  if (before.length === 0) return [...live];
  const liveIds = new Set(live.map((event) => event.getId()));
  const meeting = before.findIndex((event) => liveIds.has(event.getId()));
  return meeting === -1 ? null : [...before.slice(0, meeting), ...live];
}
