import type { Live } from "../live.ts";
import type { RoomSummary } from "../room.ts";

export interface RoomListSource {
  /** Joined rooms and invitations, spaces included, in no particular order; `null` until first known. */
  readonly rooms: Live<readonly RoomSummary[] | null>;
}
