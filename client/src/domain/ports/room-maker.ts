/** The unguarded making of a room: whoever holds this has asked the policy and built the body from the class. */
import type { CreateRoomBody } from "#policies/evaluate/room-creation-body.ts";
import type { Failure } from "../failure.ts";
import type { RoomId, UserId } from "../ids.ts";
import type { Result } from "../result.ts";

export interface RoomMaker {
  /** @returns `network` also when the room was made, but has not come here whole in time: nobody can judge it yet. */
  make(body: CreateRoomBody): Promise<Result<RoomId, Failure>>;
  /** Lists `room` in `space` (`m.space.child`). */
  listInSpace(space: RoomId, room: RoomId): Promise<Result<void, Failure>>;
  /** Answers once every room is known. @returns the direct conversation with `userId` that is open (joined, or invited to), or null. */
  directRoomWith(userId: UserId): Promise<RoomId | null>;
  /** Notes in `m.direct` that `room` is the conversation with `userId`. */
  markDirect(room: RoomId, userId: UserId): Promise<Result<void, Failure>>;
}
