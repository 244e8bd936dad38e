/** What the policy commands have in common: which documents, which deployment, which layer, what it holds. */
import { existsSync } from "node:fs";
import { Option, type Command } from "commander";
import { LAYERS, type Layer } from "#policies/model/policy.ts";
import type { DeploymentLayout } from "../../deployment/layout.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both, type LocalisedText } from "../../output/language.ts";
import { problemResult, type Problem } from "../../output/problem.ts";
import { readDocuments, type Documents } from "../../policy/documents.ts";
import { layerDiffers, roleIn } from "../../policy/layers.ts";
import { readHeldPolicy, type HeldLayer, type HeldPolicy } from "../../policy/policy-files.ts";
import { failed, ok, type Result } from "../../result.ts";
import { help, type Context } from "../context.ts";
import { layoutFor, pathFrom } from "../options.ts";

export interface PolicyOptions {
  readonly deployment?: string;
  readonly layer?: Layer;
}

/** Adds `--layer`. @param otherwise what happens without it */
export const withLayer = (command: Command, context: Context, otherwise: LocalisedText = both("national", "national")): Command =>
  command.addOption(new Option("--layer <layer>", help(context, both(`la couche de règles (par défaut : ${otherwise.fr})`, `the layer of rules (default: ${otherwise.en})`))).choices([...LAYERS]));

/** The folder named on the command line, else the deployment's working copy of the layer, else (the nation's) the documents of the repository. */
export function documentsFolder(context: Context, named: string | undefined, options: PolicyOptions): string {
  if (named !== undefined) return pathFrom(context, named);
  const layer = options.layer ?? "national";
  const { documents } = layoutFor(context, options.deployment).layers[layer];
  return layer !== "national" || options.deployment !== undefined || existsSync(documents) ? documents : context.repository.documents;
}

/** The documents that are asked for, compiled; refused when they are of another layer than `--layer` says, or than the working copy is for. */
export async function documentsAsked(context: Context, named: string | undefined, options: PolicyOptions): Promise<Result<Documents, readonly Problem[]>> {
  const documents = await readDocuments(documentsFolder(context, named, options), context.now());
  if (!documents.ok) return documents;
  const { layer } = documents.value.compiled.policy;
  const wanted = options.layer ?? (named === undefined ? "national" : layer);
  return layer === wanted ? documents : failed([layerDiffers(documents.value.sources.policy.file, layer, wanted)]);
}

/** What the deployment holds, verified; a problem when it has no root. */
export async function heldPolicy(context: Context, layout: DeploymentLayout): Promise<Result<HeldPolicy, Problem>> {
  const held = await readHeldPolicy(layout, context.now());
  if (!held.ok) return held;
  return held.value === null ? noRoot(layout) : ok(held.value);
}

/** What the deployment holds, with the bundle of the layer that is asked for; a problem when its root does not name it, or nothing of it is signed. */
export async function heldLayer(context: Context, options: PolicyOptions): Promise<Result<HeldLayer, Problem>> {
  const layout = layoutFor(context, options.deployment);
  const held = await heldPolicy(context, layout);
  if (!held.ok) return held;
  const layer = options.layer ?? "national";
  const role = roleIn(held.value.trusted.root, layer, layout.root);
  if (!role.ok) return role;
  const current = held.value.bundles.get(layer);
  return current === undefined ? noBundle(layout.layers[layer].bundle, layer) : ok({ ...held.value, current });
}

export const noRoot = (layout: Pick<DeploymentLayout, "root">): Result<never, Problem> =>
  problemResult({
    code: "no_root",
    where: layout.root,
    what: both("ce déploiement n’a pas encore de racine : personne ne peut signer.", "this deployment has no root yet: nobody can sign."),
    remedy: both("Lancez d’abord « chancery officers init » ou « npm start ».", "Run `chancery officers init` or `npm start` first."),
    exit: EXIT.refused,
  });

/** @param where the file in which a bundle was looked for */
export const noBundle = (where: string, layer: Layer = "national"): Result<never, Problem> => {
  const option = layer === "national" ? "" : ` --layer ${layer}`;
  return problemResult({
    code: "no_bundle",
    where,
    what: both(`aucune règle (${layer}) n’a encore été signée dans ce déploiement.`, `no rules (${layer}) have been signed in this deployment yet.`),
    remedy: both(`Signez-les : chancery policy sign${option} --officer ID`, `Sign them: chancery policy sign${option} --officer ID`),
    exit: EXIT.refused,
  });
};
