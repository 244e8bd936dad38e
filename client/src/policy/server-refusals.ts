/** What to do when the homeserver refuses what this client would allow: it decides, and may know newer rules. */
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import type { Failure } from "../domain/failure.ts";
import type { Live } from "../domain/live.ts";
import { failed, type Result } from "../domain/result.ts";
import { refusalNotice } from "./refusal-notice.ts";

export class ServerRefusals {
  readonly #bundle: Live<PolicyBundle>;
  readonly #refresh: () => Promise<void>;

  /** @param refresh asks the homeserver's endpoint for a newer version */
  constructor(bundle: Live<PolicyBundle>, refresh: () => Promise<void>) {
    this.#bundle = bundle;
    this.#refresh = refresh;
  }

  /** Gives a refusal of the homeserver its words, fetching the rules first when it speaks of a newer version or of an overlay that we have not. */
  async explain<Value>(result: Result<Value, Failure>): Promise<Result<Value, Failure>> {
    if (result.ok || result.failure.code !== "refused" || result.failure.refusal.by !== "server") return result;
    const { ruleId, action, policyVersion, of } = result.failure.refusal;
    // The same number may stand for another rule in the state's bundle, whose words would be wrong ones.
    if (of !== undefined) return failed({ code: "refused", refusal: { ...result.failure.refusal, contact: this.#bundle.current().policy.contact } });
    const { version, policy } = this.#bundle.current();
    const unseenOverlay = ruleId.startsWith("E-") && !policy.rules.some(({ id }) => id === ruleId);
    if (unseenOverlay || (policyVersion !== null && policyVersion > version)) await this.#refresh();
    return failed({ code: "refused", refusal: refusalNotice(this.#bundle.current(), { ruleId, action, policyVersion, by: "server" }) });
  }
}
