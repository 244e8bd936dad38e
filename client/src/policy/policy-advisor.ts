import type { Live } from "../domain/live.ts";
import type { PolicyAdvisor, PolicyQuestion, PolicyStatus, Verdict } from "../domain/ports/policy-advisor.ts";
import type { RoomFactsSource } from "../domain/ports/room-facts-source.ts";
import type { Failure } from "../domain/failure.ts";
import { failed, type Result } from "../domain/result.ts";
import type { PolicyJudge } from "./policy-judge.ts";
import { verdict, type Requirements } from "./requirements.ts";

export interface AdvisorParts {
  readonly status: Live<PolicyStatus>;
  readonly judge: PolicyJudge;
  readonly requirements: Requirements;
  readonly facts: RoomFactsSource;
  /** Asks the homeserver's endpoint for a newer version. */
  readonly refresh: () => Promise<void>;
}

/** What screens ask before they offer an action; the guarded verbs ask the same judge again. */
export class JudgingPolicyAdvisor implements PolicyAdvisor {
  readonly #parts: AdvisorParts;

  constructor(parts: AdvisorParts) {
    this.#parts = parts;
  }

  get status(): Live<PolicyStatus> {
    return this.#parts.status;
  }

  async ask(question: PolicyQuestion): Promise<Verdict> {
    const answer = await this.#answer(question);
    if (answer.ok) return { allowed: true };
    // What cannot be said now is said when one tries.
    return answer.failure.code === "refused" ? { allowed: false, refusal: answer.failure.refusal } : { allowed: true };
  }

  refresh(): Promise<void> {
    return this.#parts.refresh();
  }

  async #answer({ action, target, roomId, classId }: PolicyQuestion): Promise<Result<unknown, Failure>> {
    const { judge, requirements, facts } = this.#parts;
    const known = roomId === null ? null : await facts.facts(roomId);
    const room = { id: roomId, classId: known === null ? classId : known.classId };
    switch (action) {
      case "create_room": {
        const details = { invite: target === null ? [] : [target], name: null, topic: null, aliasLocalpart: null, predecessorRoomId: null };
        return requirements.lookAhead((met) => judge.creation(classId, details, met), { target: null });
      }
      case "join":
        return requirements.lookAhead((met) => verdict(judge.join(room, met)), { target: judge.me });
      case "invite":
        return requirements.lookAhead((met) => verdict(judge.invite(room, target, met)), { target });
      case "send":
        if (known === null) return failed({ code: "refused", refusal: judge.refusal("F-01", "send") });
        return requirements.lookAhead((met) => judge.transmission(known, met), { readersOf: known.id });
      case "publish":
      case "make_public":
      case "upgrade_room":
      case "change_history":
      case "set_alias":
      case "start_call":
      case "change_power":
        return requirements.lookAhead((met) => verdict(judge.change(action, room, action === "change_power" ? target : null, met)), { target });
    }
  }
}
