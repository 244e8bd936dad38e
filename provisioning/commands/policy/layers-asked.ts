/** Which layers a question goes to: one that was named, or all of the deployment together. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { AskedLayer } from "#policies/analyse/asked-layer.ts";
import { layersInForce } from "#policies/verify/layers-in-force.ts";
import { FURTHER_LAYERS } from "#policies/model/policy.ts";
import { both, type LocalisedText } from "../../output/language.ts";
import type { Problem } from "../../output/problem.ts";
import { POLICY_DOCUMENT } from "../../policy/documents.ts";
import { readHeldPolicy, type HeldPolicy } from "../../policy/policy-files.ts";
import { failed, ok, type Result } from "../../result.ts";
import type { Context } from "../context.ts";
import { layoutFor } from "../options.ts";
import { documentsAsked, heldLayer } from "./places.ts";
import { policyAsked, type PolicyChoice } from "./policy-choice.ts";

/** Where the rules of a layer come from: documents, a signed version, or nowhere (version 0: nothing of the layer is signed). */
export interface LayerAsked extends AskedLayer {
  /** null: documents */
  readonly version: number | null;
}

type Asked = Result<readonly [LayerAsked, ...LayerAsked[]], readonly Problem[]>;

/** What decides for the further layers that the root names. @param now Instant */
const signedFurther = ({ trusted }: HeldPolicy, now: string): readonly LayerAsked[] =>
  // A layer of which nothing is held has the nation's rules, and has run out.
  (layersInForce(trusted, now)?.narrower ?? []).map(({ layer, deciding, held }) => ({ policy: { ...deciding.policy, layer }, version: held === null ? 0 : deciding.version, stale: held === null }));

async function signedLayers(context: Context, options: PolicyChoice, now: string): Promise<Asked> {
  const held = await heldLayer(context, options);
  if (!held.ok) return failed([held.failure]);
  const { current, trusted } = held.value;
  const { layer, version } = current.bundle;
  const own: LayerAsked = { policy: trusted.inForce(layer, now)?.deciding.policy ?? current.bundle.policy, version, stale: false };
  return ok(options.layer === undefined ? [own, ...signedFurther(held.value, now)] : [own]);
}

/** The working copies of all layers; of a layer that has none, what is signed. */
async function draftLayers(context: Context, options: PolicyChoice, now: string): Promise<Asked> {
  const national = await documentsAsked(context, undefined, options);
  if (!national.ok) return national;
  const layout = layoutFor(context, options.deployment);
  const held = await readHeldPolicy(layout, context.now());
  if (!held.ok) return failed([held.failure]);
  const layers: [LayerAsked, ...LayerAsked[]] = [{ policy: national.value.compiled.policy, version: null, stale: false }];
  for (const layer of FURTHER_LAYERS) {
    if (held.value?.trusted.root.layers[layer] === undefined) continue;
    const signed = signedFurther(held.value, now).find(({ policy }) => policy.layer === layer);
    if (existsSync(join(layout.layers[layer].documents, POLICY_DOCUMENT))) {
      const documents = await documentsAsked(context, undefined, { ...options, layer });
      if (!documents.ok) return documents;
      layers.push({ policy: documents.value.compiled.policy, version: null, stale: false });
    } else if (signed !== undefined) layers.push(signed);
  }
  return ok(layers);
}

/**
 * The layers that are asked. A folder that was named, or `--layer`, stands for itself alone.
 *
 * @param now Instant of the question
 */
export async function layersAsked(context: Context, named: string | undefined, options: PolicyChoice, now: string): Promise<Asked> {
  if (options.signed === true) return signedLayers(context, options, now);
  if (named === undefined && options.layer === undefined) return draftLayers(context, options, now);
  const policy = await policyAsked(context, named, options);
  return policy.ok ? ok([{ policy: policy.value, version: null, stale: false }]) : policy;
}

/** The title of a layer's rules and where they come from, for answers of several layers. */
export const sourceWords = (layers: readonly LayerAsked[]) =>
  (asked: AskedLayer): LocalisedText => {
    const version = layers.find((layer) => layer === asked)?.version ?? null;
    if (version === 0) return both("rien n’en est signé", "nothing of it is signed");
    const { title } = asked.policy;
    return version === null ? both(`${title.fr}, documents`, `${title.en}, documents`) : both(`${title.fr}, version ${version}`, `${title.en}, version ${version}`);
  };

/** As if all of them had expired. */
export const expiredLayers = ([first, ...further]: readonly [LayerAsked, ...LayerAsked[]]): readonly [LayerAsked, ...LayerAsked[]] => [
  { ...first, stale: true },
  ...further.map((layer) => ({ ...layer, stale: true })),
];

