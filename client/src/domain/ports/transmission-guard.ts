import type { Failure } from "../failure.ts";
import type { Result } from "../result.ts";
import type { RoomFacts } from "../room-facts.ts";

/** How a message may go onto the wire. `plaintext`: only a public room that the signed bundle lists. */
export type Transmission = "encrypted" | "plaintext";

/** The rules' last word on a message. The outbox asks it immediately before each transmission, also of a retry. */
export interface TransmissionGuard {
  transmission(room: RoomFacts): Promise<Result<Transmission, Failure>>;
}
