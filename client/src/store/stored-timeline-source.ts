/**
 * Timelines that are there before the homeserver has answered: what was kept at first, with what waits in the outbox below,
 * and the network's own timeline in its place as soon as there is one.
 */
import type { Failure } from "../domain/failure.ts";
import type { RoomId, UserId } from "../domain/ids.ts";
import type { Unsubscribe } from "../domain/live.ts";
import type { Person } from "../domain/person.ts";
import type { PendingMessages } from "../domain/ports/pending-messages.ts";
import type { Timeline, TimelineSource } from "../domain/ports/timeline-source.ts";
import { ok, type Result } from "../domain/result.ts";
import type { TimelineItem } from "../domain/timeline-item.ts";
import { peopleIn, timelineItem, type KeptPerson } from "./kept-items.ts";
import type { RecentEvents } from "./recent-events.ts";
import type { RecentKeeper } from "./recent-keeper.ts";
import { StoredTimeline } from "./stored-timeline.ts";

export interface StoredTimelineParts {
  readonly network: TimelineSource;
  readonly recent: RecentEvents;
  readonly keeper: RecentKeeper;
  readonly pending: PendingMessages;
  /** Looks up who these people are, so that `person` knows at once. */
  loadPeople(userIds: readonly UserId[]): Promise<void>;
  person(kept: KeptPerson): Person;
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

  async open(roomId: RoomId): Promise<Result<Timeline, Failure>> {
    const { network, keeper, pending, onHeard } = this.#parts;
    const opening = network.open(roomId);
    const kept = this.#kept(roomId);
    // Whichever comes first is shown; what is kept steps back as soon as the network's timeline is there.
    const first = await Promise.race([opening, kept.then(() => null)]);
    if (first?.ok) return ok(this.#followed(roomId, first.value));
    const items = await kept;
    if (items === null) {
      const opened = await opening;
      if (opened.ok) return ok(this.#followed(roomId, opened.value));
      if (this.#parts.heard()) return opened;
    }
    // Nothing is kept and nothing is heard yet: an empty timeline that fills is better than a failure to retry by hand.
    return ok(
      new StoredTimeline({
        items: items ?? [],
        pending: () => pending.of(roomId),
        onPending: (listener) => pending.subscribe((changed) => void (changed === roomId && listener())),
        opening,
        open: () => network.open(roomId),
        onHeard,
        heard: () => this.#parts.heard(),
        follow: (timeline) => keeper.follow(roomId, timeline.snapshot),
      }),
    );
  }

  async #kept(roomId: RoomId): Promise<readonly TimelineItem[] | null> {
    const kept = await this.#parts.recent.read(roomId);
    if (kept === null) return null;
    await this.#parts.loadPeople(peopleIn(kept));
    return kept.map((item) => timelineItem(item, this.#parts.person));
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
