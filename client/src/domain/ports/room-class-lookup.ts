import type { Failure } from "../failure.ts";
import type { RoomAlias, RoomId } from "../ids.ts";
import type { Result } from "../result.ts";

export interface RoomClassLookup {
  /**
   * Asks the homeserver which room an address names and of what class it is (policies/SPECIFICATION.md section 8).
   * @returns `not_found` when the server does not know the room.
   */
  classOf(address: RoomId | RoomAlias): Promise<Result<{ readonly roomId: RoomId; readonly classId: string | null }, Failure>>;
}
