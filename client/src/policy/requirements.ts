/**
 * What rules require of a person before an action (SPECIFICATION.md section 5): a client sees to it, and asks the rules again.
 * Only what was found to hold is ever said to be met.
 */
import type { Requirement } from "#policies/model/policy.ts";
import type { Failure, RefusalNotice } from "../domain/failure.ts";
import type { RoomId, UserId } from "../domain/ids.ts";
import type { Person } from "../domain/person.ts";
import type { ConfirmationAsked } from "../domain/ports/confirmations.ts";
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
  /** Asks the person, who is shown the rules. */
  readonly confirm: (rules: ConfirmationAsked["rules"], about: UserId | null) => Promise<boolean>;
}

/** The answer of a question that has no more to say than yes or no. */
export const verdict = (objection: RefusalNotice | null): Result<void, RefusalNotice> => (objection === null ? ok(undefined) : failed(objection));

/** One rule as it was worded in one version. */
const editionOf = ({ ruleId, of, policyVersion }: RefusalNotice): string => `${of ?? "national"} ${ruleId} ${policyVersion}`;

export class Requirements {
  readonly #parts: RequirementParts;

  constructor(parts: RequirementParts) {
    this.#parts = parts;
  }

  /** For an action that is being carried out: asks the person for what only they can see to. `cancelled` when they say no. */
  async carryOut<Value>(ask: Question<Value>, concerned: Concerned): Promise<Result<Value, Failure>> {
    const read = new Set<string>();
    for (;;) {
      const asking: RefusalNotice[] = [];
      const settled = await this.#settle(ask, concerned, asking);
      const [first, ...others] = asking;
      // Nobody is asked to confirm what is refused all the same; and what changed while they read is asked about anew.
      if (!settled.ok || first === undefined || asking.every((rule) => read.has(editionOf(rule)))) return settled;
      if (!(await this.#parts.confirm([first, ...others], "target" in concerned ? concerned.target : null))) return failed({ code: "cancelled" });
      for (const rule of asking) read.add(editionOf(rule));
    }
  }

  /** For what is offered, or was confirmed when it was handed over: as if the person said yes. */
  lookAhead<Value>(ask: Question<Value>, concerned: Concerned): Promise<Result<Value, Failure>> {
    return this.#settle(ask, concerned, []);
  }

  /** @param asking gets the rules that want the person's yes, which is taken as given */
  async #settle<Value>(ask: Question<Value>, concerned: Concerned, asking: RefusalNotice[]): Promise<Result<Value, Failure>> {
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
      } else {
        asking.push(rule, ...(rule.alsoAsking ?? []));
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
