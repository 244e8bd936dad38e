/**
 * What rules require of a person before an action (SPECIFICATION.md section 5): a client sees to it, and asks the rules again.
 * Only what was found to hold is ever said to be met.
 */
import type { Requirement } from "#policies/model/policy.ts";
import type { Failure, RefusalNotice } from "../domain/failure.ts";
import type { RoomId, UserId } from "../domain/ids.ts";
import type { Person } from "../domain/person.ts";
import type { Identities } from "../domain/ports/identities.ts";
import { failed, ok, type Result } from "../domain/result.ts";

/** Behind the gate the device is signed by its owner's pinned identity. */
export const SEEN_TO: readonly Requirement[] = ["device_verified"];

/** Whose identity a rule may want verified: the target of the action, or whoever reads what is sent into a room. */
export type Concerned = { readonly target: UserId | null } | { readonly readersOf: RoomId };

/** Asks the rules, with what is met. */
export type Question<Value> = (met: readonly Requirement[]) => Result<Value, RefusalNotice>;

export interface RequirementParts {
  readonly identities: Identities;
  /** Asks the person, who is shown the rule. */
  readonly confirm: (rule: RefusalNotice, about: UserId | null) => Promise<boolean>;
}

/** The answer of a question that has no more to say than yes or no. */
export const verdict = (objection: RefusalNotice | null): Result<void, RefusalNotice> => (objection === null ? ok(undefined) : failed(objection));

export class Requirements {
  readonly #parts: RequirementParts;

  constructor(parts: RequirementParts) {
    this.#parts = parts;
  }

  /** For an action that is being carried out: asks the person for what only they can see to. `cancelled` when they say no. */
  carryOut<Value>(ask: Question<Value>, concerned: Concerned): Promise<Result<Value, Failure>> {
    return this.#settle(ask, concerned, (rule) => this.#parts.confirm(rule, "target" in concerned ? concerned.target : null));
  }

  /** For what is offered, or was confirmed when it was handed over: as if the person said yes. */
  lookAhead<Value>(ask: Question<Value>, concerned: Concerned): Promise<Result<Value, Failure>> {
    return this.#settle(ask, concerned, async () => true);
  }

  async #settle<Value>(ask: Question<Value>, concerned: Concerned, confirm: (rule: RefusalNotice) => Promise<boolean>): Promise<Result<Value, Failure>> {
    let met = SEEN_TO;
    for (;;) {
      const asked = ask(met);
      if (asked.ok) return asked;
      const rule = asked.failure;
      const wanted = (["identity_verified", "confirmed"] as const).find((one) => !met.includes(one) && rule.unmet?.includes(one));
      if (wanted === undefined) return failed({ code: "refused", refusal: rule });
      if (wanted === "identity_verified") {
        const unproven = await this.#unproven(concerned);
        if (!unproven.ok) return unproven;
        if (unproven.value === null || unproven.value.length > 0) return failed({ code: "refused", refusal: { ...rule, unproven: unproven.value ?? [] } });
      } else if (!(await confirm(rule))) {
        return failed({ code: "cancelled" });
      }
      met = [...met, wanted];
    }
  }

  /** null: the action is about somebody, and it is not known who. */
  async #unproven(concerned: Concerned): Promise<Result<readonly Person[] | null, Failure>> {
    if ("readersOf" in concerned) return this.#parts.identities.unprovenReaders(concerned.readersOf);
    return concerned.target === null ? ok(null) : this.#parts.identities.unproven([concerned.target]);
  }
}
