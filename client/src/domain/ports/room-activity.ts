import type { RoomId } from "../ids.ts";
import type { Unsubscribe } from "../live.ts";

/** Tells of rooms whose timeline may look different now, whether anybody looks at them or not. */
export interface RoomActivity {
  /** @param listener - called often, and must be cheap; `live`: it happened now, not while this client was away. */
  subscribe(listener: (roomId: RoomId, live: boolean) => void): Unsubscribe;
}
