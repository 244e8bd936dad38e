/** What decides together: the national layer, and each further one that the root names (SPECIFICATION.md section 7, "What decides"). */
import type { PolicyBundle } from "../model/policy-bundle.ts";
import { FURTHER_LAYERS, type FurtherLayer } from "../model/policy.ts";
import type { PolicyInForce } from "./in-force.ts";
import { isBehind } from "./pulse.ts";
import type { TrustedPolicySet } from "./trusted-policy-set.ts";

export interface LayerInForce {
  readonly layer: FurtherLayer;
  /** what `decideLayers` is asked with */
  readonly deciding: PolicyBundle;
  /** null: the root names the layer, and no bundle of it is held */
  readonly held: PolicyInForce | null;
}

export interface LayersInForce {
  readonly national: PolicyInForce;
  /** in the order in which they are asked */
  readonly narrower: readonly LayerInForce[];
}

/** Whether a policy host vouches that nothing was ever published of a layer. */
const isVouchedAbsent = ({ pulse, versions }: TrustedPolicySet, layer: FurtherLayer, now: string): boolean =>
  pulse !== null && now < pulse.expires && pulse.layers[layer] === undefined && !isBehind(versions, pulse, layer);

/**
 * A bundle that is missing has run out since the root named its layer: it has the nation's rules, so it refuses nothing that
 * the nation allows but what widens. Whoever withholds a layer's bundle gains nothing by it.
 */
const missing = (layer: FurtherLayer, national: PolicyBundle, since: string): LayerInForce => ({ layer, deciding: { ...national, layer, version: 0, issued_at: since, expires: since }, held: null });

/**
 * @param now Instant
 * @returns null without a national bundle: then there are no rules
 */
export const layersInForce = (set: TrustedPolicySet, now: string): LayersInForce | null => {
  const national = set.inForce("national", now);
  if (national === null) return null;
  const { layers, issued_at } = set.root;
  const narrower = FURTHER_LAYERS.flatMap((layer): readonly LayerInForce[] => {
    if (layers[layer] === undefined) return [];
    const held = set.inForce(layer, now);
    if (held !== null) return [{ layer, deciding: held.deciding, held }];
    return isVouchedAbsent(set, layer, now) ? [] : [missing(layer, national.deciding, issued_at)];
  });
  return { national, narrower };
};
