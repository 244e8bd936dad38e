/** How the rules that a device holds stand at a moment, layer by layer. */
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import { FURTHER_LAYERS, type Layer } from "#policies/model/policy.ts";
import type { PolicyInForce } from "#policies/verify/in-force.ts";
import { layersInForce } from "#policies/verify/layers-in-force.ts";
import type { TrustedPolicySet } from "#policies/verify/trusted-policy-set.ts";
import type { DecidingLayers } from "../domain/deciding-layers.ts";
import type { LayerStatus, PolicyStatus, RejectedOffer } from "../domain/ports/policy-advisor.ts";

/** What the device itself noted of how its rules came. Times in ms since the epoch. */
export interface Reception {
  readonly receivedAt: ReadonlyMap<Layer, number>;
  readonly confirmedAt: number | null;
  readonly rejected: readonly RejectedOffer[];
}

/** The same value as before while nothing about it changed: whoever hears of another one looks at every room and person anew. */
const steady = (deciding: PolicyBundle, before: PolicyBundle | undefined): PolicyBundle =>
  before?.layer === deciding.layer && before.version === deciding.version && before.sha256 === deciding.sha256 && before.expires === deciding.expires && before.policy === deciding.policy ? before : deciding;

/**
 * @param now Instant
 * @param before the status that was published last
 * @returns null without a bundle of the national layer: then there are no rules
 */
export function policyStanding(set: TrustedPolicySet, now: string, before: PolicyStatus | null, reception: Reception): PolicyStatus | null {
  const inForce = layersInForce(set, now);
  if (inForce === null) return null;
  const former = before === null ? [] : [before, ...before.narrower].map(({ deciding }) => deciding);
  const receivedAt = (layer: Layer): number | null => reception.receivedAt.get(layer) ?? null;

  const standing = (held: PolicyInForce | null, current: PolicyBundle): LayerStatus => {
    const { layer } = current;
    return {
      bundle: held?.bundle ?? null,
      deciding: steady(current, former.find((one) => one.layer === layer)),
      overlay: held?.overlay ?? null,
      officers: set.root.layers[layer]?.officers.length ?? 0,
      staleSince: now >= current.expires ? current.expires : null,
      staleBy: held?.freshness.ends ?? "behind",
      receivedAt: receivedAt(layer),
    };
  };

  const { national, narrower } = inForce;
  return {
    ...standing(national, national.deciding),
    bundle: national.bundle,
    receivedAt: receivedAt("national") ?? 0,
    narrower: narrower.map(({ held, deciding }) => standing(held, deciding)),
    rootExample: set.root.example,
    confirmedAt: reception.confirmedAt,
    rejected: reception.rejected,
  };
}

/** What `decideLayers` is asked with; the same value for as long as no layer changed. */
export function decidingLayers(): (status: PolicyStatus) => DecidingLayers {
  let last: DecidingLayers | null = null;
  return ({ deciding: national, narrower: others }) => {
    const narrower = others.map(({ deciding }) => deciding);
    const same = last !== null && last.national === national && last.narrower.length === narrower.length && narrower.every((one, index) => one === last?.narrower[index]);
    return (last = last !== null && same ? last : { national, narrower });
  };
}

/**
 * When something about these rules ends by itself, so that it has to be looked at again: what makes a layer stale, an overlay, and the
 * pulse, whose word that nothing was published of a layer holds only until then.
 * @returns Instants after `now`
 */
export function turnsAhead(set: TrustedPolicySet, status: PolicyStatus, now: string): readonly string[] {
  const ofLayers = [status, ...status.narrower].flatMap(({ deciding, overlay }) => [deciding.expires, ...(overlay === null ? [] : [overlay.expires])]);
  const names = FURTHER_LAYERS.some((layer) => set.root.layers[layer] !== undefined);
  const ofPulse = names && set.pulse !== null ? [set.pulse.expires] : [];
  return [...ofLayers, ...ofPulse].filter((turn) => turn > now);
}
