import type { Failure } from "../failure.ts";
import type { RoomId } from "../ids.ts";
import type { Result } from "../result.ts";

export interface RoomLeaver {
  /** Leaves a room, or refuses an invitation. */
  leave(roomId: RoomId): Promise<Result<void, Failure>>;
}
