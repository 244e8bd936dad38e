/**
 * Timelines that are there before the homeserver has answered: what was kept at first, with what waits in the outbox below,
 * and the network's own timeline in its place as soon as there is one. Nothing is asked for before what is kept was painted: of
 * whom nothing was proven since the start wears no seal until the crypto library has said so.
 */
import type { Failure } from "../domain/failure.ts";
import type { RoomId, UserId } from "../domain/ids.ts";
import type { Unsubscribe } from "../domain/live.ts";
import type { Person } from "../domain/person.ts";
import type { PendingMessages } from "../domain/ports/pending-messages.ts";
import type { Timeline, TimelineSource } from "../domain/ports/timeline-source.ts";
import { ok, type Result } from "../domain/result.ts";
import { peopleIn, timelineItem, type KeptItem, type KeptPerson } from "./kept-items.ts";
import type { RecentEvents } from "./recent-events.ts";
import type { RecentKeeper } from "./recent-keeper.ts";
import { StoredTimeline } from "./stored-timeline.ts";

export interface StoredTimelineParts {
  /** for rooms of which nothing is kept */
  readonly network: TimelineSource;
  /** for rooms of which what was kept is on the screen */
  readonly networkAfterKept: TimelineSource;
  readonly recent: RecentEvents;
  readonly keeper: RecentKeeper;
  readonly pending: PendingMessages;
  /** Looks up who these people are, so that `person` knows. */
  loadPeople(userIds: readonly UserId[]): Promise<void>;
  /** Somebody as far as is known now; an identity that was not looked up is `unknown`. */
  person(kept: KeptPerson): Person;
  /** How many messages of others are new in a room, as far as is known. */
  unread(roomId: RoomId): number;
  /** Runs what a person waits for before all that nobody waits for. */
  first<Value>(work: () => Promise<Value>): Promise<Value>;
  /** Resolves once what was handed out so far is painted. */
  painted(): Promise<void>;
  /** Calls back whenever the network may know more rooms than before. */
  onHeard(listener: () => void): Unsubscribe;
  /** whether the network has told which rooms there are */
  heard(): boolean;
}

export class StoredTimelineSource implements TimelineSource {
  readonly #parts: StoredTimelineParts;

  constructor(parts: StoredTimelineParts) {
    this.#parts = parts;
  }

  open(roomId: RoomId): Promise<Result<Timeline, Failure>> {
    return this.#parts.first(() => this.#open(roomId));
  }

  async #open(roomId: RoomId): Promise<Result<Timeline, Failure>> {
    const kept = await this.#parts.recent.read(roomId);
    if (kept !== null) return ok(this.#stored(roomId, kept));
    const opened = await this.#parts.network.open(roomId);
    if (opened.ok) return ok(this.#followed(roomId, opened.value));
    if (this.#parts.heard()) return opened;
    // Nothing is kept and nothing is heard yet: an empty timeline that fills is better than a failure to retry by hand.
    return ok(this.#stored(roomId, []));
  }

  #stored(roomId: RoomId, kept: readonly KeptItem[]): StoredTimeline {
    const { networkAfterKept, keeper, pending, onHeard, loadPeople, person, first, painted } = this.#parts;
    return new StoredTimeline({
      items: () => kept.map((item) => timelineItem(item, person)),
      loadPeople: () => loadPeople(peopleIn(kept)),
      firstUnreadKey: firstUnread(kept, this.#parts.unread(roomId)),
      painted: () => first(painted),
      pending: () => pending.of(roomId),
      onPending: (listener) => pending.subscribe((changed) => void (changed === roomId && listener())),
      open: () => networkAfterKept.open(roomId),
      onHeard,
      heard: () => this.#parts.heard(),
      follow: (timeline) => keeper.follow(roomId, timeline.snapshot),
    });
  }

  #followed(roomId: RoomId, timeline: Timeline): Timeline {
    const unfollow = this.#parts.keeper.follow(roomId, timeline.snapshot);
    return {
      snapshot: timeline.snapshot,
      loadOlder: () => timeline.loadOlder(),
      markRead: () => timeline.markRead(),
      close: () => {
        unfollow();
        timeline.close();
      },
    };
  }
}

/**
 * @param unread - how many messages of others are new
 * @returns the key of the first of them; of the oldest message that is kept, should there be more than that. What lies before it comes
 *   with the network's timeline, and what is being read stays where it is.
 */
function firstUnread(kept: readonly KeptItem[], unread: number): string | null {
  if (unread === 0) return null;
  return kept.filter((item) => item.type === "message" && !item.own && item.body.kind !== "redacted").slice(-unread)[0]?.key ?? null;
}
