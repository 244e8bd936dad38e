import type { Failure } from "../failure.ts";
import type { RoomId, UserId } from "../ids.ts";
import type { Result } from "../result.ts";

export interface RoomInviter {
  invite(roomId: RoomId, userId: UserId): Promise<Result<void, Failure>>;
}
