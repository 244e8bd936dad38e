/** Which rules a command asks: documents, or what has been signed. */
import type { Command } from "commander";
import { stat } from "node:fs/promises";
import type { Policy } from "#policies/model/policy.ts";
import { both, type LocalisedText } from "../../output/language.ts";
import type { Problem } from "../../output/problem.ts";
import { readDocuments } from "../../policy/documents.ts";
import { failed, ok, type Result } from "../../result.ts";
import { help, type Context } from "../context.ts";
import { layoutFor, pathFrom, withDeployment } from "../options.ts";
import { documentsAsked, heldLayer, withLayer, type PolicyOptions } from "./places.ts";
import { verifyFile } from "./verify-file.ts";

export interface PolicyChoice extends PolicyOptions {
  readonly signed?: true;
}

const ONE_LAYER = both("celle que les documents disent, sinon national", "what the documents say, else national");

/** Adds `[documents]`, `--signed`, `--deployment` and `--layer`. @param otherwise which layers are asked without `--layer` */
export const withPolicyChoice = (command: Command, context: Context, otherwise: LocalisedText = ONE_LAYER): Command =>
  withLayer(
    withDeployment(
      command
        .argument("[documents]", help(context, both("dossier des documents (par défaut : la copie de travail du déploiement)", "folder of documents (default: the deployment's working copy)")))
        .option("--signed", help(context, both("les règles signées du déploiement au lieu des documents", "the deployment's signed rules instead of documents"))),
      context,
    ),
    context,
    otherwise,
  );

/** The signed policy of a layer that the deployment holds, verified. */
export async function signedPolicy(context: Context, options: PolicyOptions): Promise<Result<Policy, readonly Problem[]>> {
  const held = await heldLayer(context, options);
  return held.ok ? ok(held.value.current.bundle.policy) : failed([held.failure]);
}

/** The policy that is asked, from documents or from the signed bundle. */
export async function policyAsked(context: Context, named: string | undefined, options: PolicyChoice): Promise<Result<Policy, readonly Problem[]>> {
  if (options.signed === true) return signedPolicy(context, options);
  const documents = await documentsAsked(context, named, options);
  return documents.ok ? ok(documents.value.compiled.policy) : documents;
}

/** @param path a folder of documents, or a signed file, which is verified */
export async function policyAt(context: Context, path: string, options: PolicyOptions): Promise<Result<Policy, readonly Problem[]>> {
  const place = pathFrom(context, path);
  const isFile = await stat(place).then((found) => found.isFile(), () => false);
  if (!isFile) {
    const documents = await readDocuments(place, context.now());
    return documents.ok ? ok(documents.value.compiled.policy) : documents;
  }
  const verified = await verifyFile(context, layoutFor(context, options.deployment), place);
  return verified.ok ? ok(verified.value.policy) : failed([verified.failure]);
}
