import type { Failure } from "../failure.ts";
import type { RoomAlias, RoomId } from "../ids.ts";
import type { Result } from "../result.ts";

export interface RoomJoiner {
  /** By address or on an invitation. The class is asked for first and checked again after entering. */
  join(address: RoomId | RoomAlias): Promise<Result<RoomId, Failure>>;
}
