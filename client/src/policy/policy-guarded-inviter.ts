import type { Failure } from "../domain/failure.ts";
import type { RoomId, UserId } from "../domain/ids.ts";
import type { RoomFactsSource } from "../domain/ports/room-facts-source.ts";
import type { RoomInviter } from "../domain/ports/room-inviter.ts";
import { failed, type Result } from "../domain/result.ts";
import type { PolicyJudge } from "./policy-judge.ts";
import { verdict, type Requirements } from "./requirements.ts";
import type { ServerRefusals } from "./server-refusals.ts";

export interface GuardedInviterParts {
  readonly judge: PolicyJudge;
  readonly requirements: Requirements;
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
    const { judge, requirements, refusals, facts, inviter } = this.#parts;
    const room = await facts.facts(roomId);
    if (room === null) return failed({ code: "not_found" });
    const allowed = await requirements.carryOut((met) => verdict(judge.invite(room, userId, met)), { target: userId });
    if (!allowed.ok) return allowed;
    return refusals.explain(await inviter.invite(roomId, userId));
  }
}
