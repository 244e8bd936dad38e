/** The room that carries roots and bundles (policies/SPECIFICATION.md section 8). Nothing in it is trusted for being there. */
import type { Failure } from "../failure.ts";
import type { RoomId } from "../ids.ts";
import type { Unsubscribe } from "../live.ts";
import type { Result } from "../result.ts";
import type { RoomJoiner } from "./room-joiner.ts";

/** One state event of the governance room: JSON as received, to be parsed by the loader. */
export interface GovernanceEvent {
  /** `org.chancery.policy.chunk`, `.root`, `.bundle`, `.overlay` or `.pulse` */
  readonly type: string;
  readonly stateKey: string;
  readonly content: unknown;
}

export interface GovernanceFeed {
  /** Enters the room through the guarded joiner, unless already in it. */
  enter(roomId: RoomId, joiner: RoomJoiner): Promise<Result<void, Failure>>;
  /**
   * Hands over every policy event of the room's present state at once (chunks, roots, bundles, overlays, pulse, in this order), then each
   * change in batches as they arrive; a batch is never empty.
   */
  subscribe(roomId: RoomId, listener: (events: readonly GovernanceEvent[]) => void): Unsubscribe;
}
