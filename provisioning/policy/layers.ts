/** Which layers a deployment's root names, and who signs for each. */
import type { RootPayload } from "#policies/model/policy-bundle.ts";
import { LAYERS, type Layer } from "#policies/model/policy.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problem, problemResult, type Problem } from "../output/problem.ts";
import { ok, type Result } from "../result.ts";

export type LayerRole = NonNullable<RootPayload["layers"][Layer]>;

/** In the order in which they are asked. */
export const layersOf = ({ layers }: RootPayload): readonly Layer[] => LAYERS.filter((layer) => layers[layer] !== undefined);

/** Documents that are not of the layer that was asked for. @param where the document */
export const layerDiffers = (where: string, layer: Layer, wanted: Layer): Problem =>
  problem({
    code: "layer_differs",
    where,
    what: both(`ces documents sont de la couche ${layer}, et non ${wanted}.`, `these documents are of the layer ${layer}, not ${wanted}.`),
    remedy: both(`Corrigez « layer: » dans le document, ou dites --layer ${layer}.`, `Correct \`layer:\` in the document, or say --layer ${layer}.`),
    exit: EXIT.refused,
  });

/**
 * Who signs for a layer, and how many of them it takes.
 *
 * @param where what names the layer
 */
export function roleIn(root: RootPayload, layer: Layer, where: string | null): Result<LayerRole, Problem> {
  const role = root.layers[layer];
  if (role !== undefined) return ok(role);
  const named = layersOf(root).join(", ");
  return problemResult({
    code: "layer_unknown",
    where,
    what: both(`la racine n° ${root.version} ne nomme pas la couche ${layer} ; elle nomme : ${named}.`, `root no. ${root.version} does not name the layer ${layer}; it names: ${named}.`),
    remedy: both(
      `Que les responsables de la racine la nomment, avec ses propres responsables : chancery officers change --layer ${layer} --joining ID=CLÉ --threshold N`,
      `Let the root's officers name it, with officers of its own: chancery officers change --layer ${layer} --joining ID=KEY --threshold N`,
    ),
    exit: EXIT.refused,
  });
}
