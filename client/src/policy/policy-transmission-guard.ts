import type { Failure } from "../domain/failure.ts";
import type { Transmission, TransmissionGuard } from "../domain/ports/transmission-guard.ts";
import { failed, type Result } from "../domain/result.ts";
import type { RoomFacts } from "../domain/room-facts.ts";
import type { PolicyJudge } from "./policy-judge.ts";

/** The rules' last word, asked anew immediately before each transmission: they may have changed since the message was written. */
export class PolicyTransmissionGuard implements TransmissionGuard {
  readonly #judge: PolicyJudge;

  constructor(judge: PolicyJudge) {
    this.#judge = judge;
  }

  async transmission(room: RoomFacts): Promise<Result<Transmission, Failure>> {
    // Of a room that one is only invited to, the class is a claim.
    if (room.claimed) return failed({ code: "forbidden" });
    const judged = this.#judge.transmission(room);
    return judged.ok ? judged : failed({ code: "refused", refusal: judged.failure });
  }
}
