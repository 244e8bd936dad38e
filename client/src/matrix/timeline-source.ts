import type { Failure } from "../domain/failure.ts";
import type { RoomId } from "../domain/ids.ts";
import type { Timeline, TimelineSource } from "../domain/ports/timeline-source.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { RoomTimeline, type TimelineParts } from "./room-timeline.ts";
import type { Before } from "./timeline-slices.ts";

/** Opens the timelines of joined rooms. */
export class MatrixTimelineSource implements TimelineSource {
  readonly #parts: TimelineParts;
  readonly #open = new Set<RoomTimeline>();

  constructor(parts: TimelineParts) {
    this.#parts = parts;
  }

  /** For a screen on which the room is not yet: a screen of its messages comes first. */
  open(roomId: RoomId): Promise<Result<Timeline, Failure>> {
    return this.openAfter("nothing", roomId);
  }

  /** @returns `not_found` when the room is not known, `forbidden` when the person has not joined it. */
  async openAfter(before: Before, roomId: RoomId): Promise<Result<Timeline, Failure>> {
    const room = this.#parts.client.getRoom(roomId);
    if (!room) return failed({ code: "not_found" });
    if (room.getMyMembership() !== "join") return failed({ code: "forbidden" });
    const timeline = await RoomTimeline.open(this.#parts, room, roomId, before);
    this.#open.add(timeline);
    return ok({
      snapshot: timeline.snapshot,
      loadOlder: () => timeline.loadOlder(),
      markRead: () => timeline.markRead(),
      close: () => {
        this.#open.delete(timeline);
        timeline.close();
      },
    });
  }

  /** Closes what is still open: no timeline outlives the client that it reads from. */
  close(): void {
    for (const timeline of this.#open) timeline.close();
    this.#open.clear();
  }
}
