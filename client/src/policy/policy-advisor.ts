import type { Live } from "../domain/live.ts";
import type { PolicyAdvisor, PolicyQuestion, PolicyStatus, Verdict } from "../domain/ports/policy-advisor.ts";
import type { RoomFactsSource } from "../domain/ports/room-facts-source.ts";
import type { RefusalNotice } from "../domain/failure.ts";
import type { PolicyJudge } from "./policy-judge.ts";

export interface AdvisorParts {
  readonly status: Live<PolicyStatus>;
  readonly judge: PolicyJudge;
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
    const refusal = await this.#objection(question);
    return refusal === null ? { allowed: true } : { allowed: false, refusal };
  }

  refresh(): Promise<void> {
    return this.#parts.refresh();
  }

  async #objection({ action, target, roomId, classId }: PolicyQuestion): Promise<RefusalNotice | null> {
    const { judge, facts } = this.#parts;
    const known = roomId === null ? null : await facts.facts(roomId);
    const room = { id: roomId, classId: known === null ? classId : known.classId };
    switch (action) {
      case "create_room": {
        const invite = target === null ? [] : [target];
        const creation = judge.creation(classId, { invite, name: null, topic: null, aliasLocalpart: null, predecessorRoomId: null });
        return creation.ok ? null : creation.failure;
      }
      case "join":
        return judge.join(room);
      case "invite":
        return judge.invite(room, target);
      case "send": {
        if (known === null) return judge.refusal("F-01", "send");
        const transmission = judge.transmission(known);
        return transmission.ok ? null : transmission.failure;
      }
      case "publish":
      case "make_public":
      case "upgrade_room":
      case "change_history":
      case "set_alias":
      case "start_call":
        return judge.change(action, room);
      case "change_power":
        return judge.change(action, room, target);
    }
  }
}
