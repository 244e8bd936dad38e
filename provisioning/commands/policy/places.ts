/** What the policy commands have in common: which documents, which deployment, what it holds. */
import { existsSync } from "node:fs";
import type { DeploymentLayout } from "../../deployment/layout.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both } from "../../output/language.ts";
import { problemResult, type Problem } from "../../output/problem.ts";
import { readHeldPolicy, type HeldPolicy } from "../../policy/policy-files.ts";
import { ok, type Result } from "../../result.ts";
import type { Context } from "../context.ts";
import { layoutFor, pathFrom } from "../options.ts";

export interface PolicyOptions {
  readonly deployment?: string;
}

/** The folder named on the command line, else the deployment's working copy, else the documents of the repository. */
export function documentsFolder(context: Context, named: string | undefined, options: PolicyOptions): string {
  if (named !== undefined) return pathFrom(context, named);
  const { documents } = layoutFor(context, options.deployment);
  return options.deployment !== undefined || existsSync(documents) ? documents : context.repository.documents;
}

/** What the deployment holds, verified; a problem when it has no root. */
export async function heldPolicy(context: Context, layout: DeploymentLayout): Promise<Result<HeldPolicy, Problem>> {
  const held = await readHeldPolicy(layout, context.now());
  if (!held.ok) return held;
  return held.value === null ? noRoot(layout) : ok(held.value);
}

export const noRoot = (layout: DeploymentLayout): Result<never, Problem> =>
  problemResult({
    code: "no_root",
    where: layout.root,
    what: both("ce déploiement n’a pas encore de racine : personne ne peut signer.", "this deployment has no root yet: nobody can sign."),
    remedy: both("Lancez d’abord « chancery officers init » ou « npm start ».", "Run `chancery officers init` or `npm start` first."),
    exit: EXIT.refused,
  });

/** @param where the file in which a bundle was looked for */
export const noBundle = (where: string): Result<never, Problem> =>
  problemResult({
    code: "no_bundle",
    where,
    what: both("aucune règle n’a encore été signée dans ce déploiement.", "no rules have been signed in this deployment yet."),
    remedy: both("Signez-les : chancery policy sign --officer ID", "Sign them: chancery policy sign --officer ID"),
    exit: EXIT.refused,
  });
