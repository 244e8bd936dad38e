import type { Failure } from "../failure.ts";
import type { RoomId, UserId } from "../ids.ts";
import type { Result } from "../result.ts";

export interface NewRoom {
  readonly classId: string;
  readonly name: string;
  readonly topic: string | null;
  readonly invite: readonly UserId[];
  /** the space to list it in */
  readonly space: RoomId | null;
}

export interface RoomCreator {
  create(room: NewRoom): Promise<Result<RoomId, Failure>>;
  /** Opens the direct conversation with somebody: the existing one, else a new one. */
  createDirect(userId: UserId): Promise<Result<RoomId, Failure>>;
}
