import type { Failure } from "../domain/failure.ts";
import type { RoomId, UserId } from "../domain/ids.ts";
import type { RoomFactsSource } from "../domain/ports/room-facts-source.ts";
import type { RoomInviter } from "../domain/ports/room-inviter.ts";
import { failed, type Result } from "../domain/result.ts";
import type { PolicyJudge } from "./policy-judge.ts";
import type { ServerRefusals } from "./server-refusals.ts";

export interface GuardedInviterParts {
  readonly judge: PolicyJudge;
  readonly refusals: ServerRefusals;
  readonly facts: RoomFactsSource;
  /** the unguarded verb */
  readonly inviter: RoomInviter;
}

/** Asks the rules whether somebody may be invited into a room of this class, then invites. */
export class PolicyGuardedInviter implements RoomInviter {
  readonly #parts: GuardedInviterParts;

  constructor(parts: GuardedInviterParts) {
    this.#parts = parts;
  }

  async invite(roomId: RoomId, userId: UserId): Promise<Result<void, Failure>> {
    const { judge, refusals, facts, inviter } = this.#parts;
    const room = await facts.facts(roomId);
    if (room === null) return failed({ code: "not_found" });
    const objection = judge.invite(room, userId);
    if (objection !== null) return failed({ code: "refused", refusal: objection });
    return refusals.explain(await inviter.invite(roomId, userId));
  }
}
