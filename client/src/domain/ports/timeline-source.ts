import type { Failure } from "../failure.ts";
import type { RoomId } from "../ids.ts";
import type { Live } from "../live.ts";
import type { Result } from "../result.ts";
import type { TimelineSnapshot } from "../timeline-item.ts";

export interface Timeline {
  readonly snapshot: Live<TimelineSnapshot>;
  loadOlder(): Promise<Result<void, Failure>>;
  /** Everything shown so far has been read. */
  markRead(): Promise<void>;
  close(): void;
}

export interface TimelineSource {
  open(roomId: RoomId): Promise<Result<Timeline, Failure>>;
}
