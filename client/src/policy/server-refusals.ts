/** What to do when the homeserver refuses what this client would allow: it decides, and may know newer rules. */
import type { DecidingLayers } from "../domain/deciding-layers.ts";
import type { Failure, RefusalNotice } from "../domain/failure.ts";
import type { Live } from "../domain/live.ts";
import { failed, type Result } from "../domain/result.ts";
import { refusalNotice } from "./refusal-notice.ts";

export class ServerRefusals {
  readonly #layers: Live<DecidingLayers>;
  readonly #refresh: () => Promise<void>;

  /** @param refresh asks the homeserver's endpoint for a newer version */
  constructor(layers: Live<DecidingLayers>, refresh: () => Promise<void>) {
    this.#layers = layers;
    this.#refresh = refresh;
  }

  /** Gives a refusal of the homeserver its words, fetching the rules first when it speaks of a newer version or of an overlay that we have not. */
  async explain<Value>(result: Result<Value, Failure>): Promise<Result<Value, Failure>> {
    if (result.ok || result.failure.code !== "refused" || result.failure.refusal.by !== "server") return result;
    const { refusal } = result.failure;
    if (this.#isNews(refusal)) await this.#refresh();
    return failed({ code: "refused", refusal: refusalNotice(this.#layers.current(), refusal) });
  }

  #isNews({ ruleId, policyVersion, of }: RefusalNotice): boolean {
    const { national, narrower } = this.#layers.current();
    const held = of === undefined ? national : narrower.find(({ layer }) => layer === of);
    if (held === undefined) return true; // a layer that this device takes for absent
    const unseenOverlay = ruleId.startsWith("E-") && !held.policy.rules.some(({ id }) => id === ruleId);
    return unseenOverlay || (policyVersion !== null && policyVersion > held.version);
  }
}
