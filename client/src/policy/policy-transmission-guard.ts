import { REQUIREMENTS } from "#policies/model/policy.ts";
import type { Failure } from "../domain/failure.ts";
import type { Transmission, TransmissionGuard } from "../domain/ports/transmission-guard.ts";
import { failed, type Result } from "../domain/result.ts";
import type { RoomFacts } from "../domain/room-facts.ts";
import type { PolicyJudge } from "./policy-judge.ts";
import type { Requirements } from "./requirements.ts";

/**
 * The rules' last word, asked anew immediately before each transmission: they may have changed since the message was written.
 * Whether its sender confirms is asked once, when the message is handed over (`PolicyGuardedSender`): nobody may sit there now.
 */
export class PolicyTransmissionGuard implements TransmissionGuard {
  readonly #judge: PolicyJudge;
  readonly #requirements: Requirements;

  constructor(judge: PolicyJudge, requirements: Requirements) {
    this.#judge = judge;
    this.#requirements = requirements;
  }

  async transmission(room: RoomFacts): Promise<Result<Transmission, Failure>> {
    // Of a room that one is only invited to, the class is a claim.
    if (room.claimed) return failed({ code: "forbidden" });
    return this.#requirements.lookAhead((met) => this.#judge.transmission(room, met), { readersOf: room.id });
  }

  /** Of the steps of comparing emoji: it is how an identity gets verified, so no rule can require that it was before. */
  comparison(room: RoomFacts): Result<Transmission, Failure> {
    if (room.claimed) return failed({ code: "forbidden" });
    const judged = this.#judge.transmission(room, REQUIREMENTS);
    return judged.ok ? judged : failed({ code: "refused", refusal: judged.failure });
  }

  /** Before a message is handed over. */
  async handover(room: RoomFacts): Promise<Result<Transmission, Failure>> {
    if (room.claimed) return failed({ code: "forbidden" });
    return this.#requirements.carryOut((met) => this.#judge.transmission(room, met), { readersOf: room.id });
  }
}
