import type { Failure } from "../failure.ts";
import type { RoomId, UserId } from "../ids.ts";
import type { Person } from "../person.ts";
import type { Result } from "../result.ts";

/** Whose identity this person has verified, by the crypto store and by nothing that a homeserver says. Oneself counts as proven. */
export interface Identities {
  /** @returns those of `userIds` whose identity is not proven. */
  unproven(userIds: readonly UserId[]): Promise<Result<readonly Person[], Failure>>;
  /** @returns those among the readers of the next message in a room whose identity is not proven. */
  unprovenReaders(roomId: RoomId): Promise<Result<readonly Person[], Failure>>;
}
