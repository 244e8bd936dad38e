import { instantOf } from "#policies/evaluate/instant.ts";
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import type { Layer } from "#policies/model/policy.ts";
import type { DeploymentLayout } from "../../deployment/layout.ts";
import type { Problem } from "../../output/problem.ts";
import { readInTransit, readRoots } from "../../policy/policy-files.ts";
import { refusalProblem } from "../../policy/refusal-problem.ts";
import { trustRoots } from "../../policy/under-roots.ts";
import { failed, ok, type Result } from "../../result.ts";
import type { Context } from "../context.ts";
import { noBundle, noRoot } from "./places.ts";

/**
 * Offers a file to the deployment's root, as somebody does who never held a version: expired ones are refused.
 *
 * @param layer the one that it has to be of, if that matters
 */
export async function verifyFile(context: Context, layout: DeploymentLayout, file: string, layer?: Layer): Promise<Result<PolicyBundle, Problem>> {
  const roots = await readRoots(layout);
  if (!roots.ok) return roots;
  if (roots.value === null) return noRoot(layout);
  const fresh = await trustRoots(roots.value, layout.root);
  if (!fresh.ok) return fresh;
  const inTransit = await readInTransit(file);
  if (!inTransit.ok) return inTransit;
  if (inTransit.value === null) return noBundle(file, layer);
  const accepted = await fresh.value.offerBundle(inTransit.value, instantOf(context.now()));
  if (!accepted.ok) return failed(refusalProblem(file, accepted.failure));
  const isOther = layer !== undefined && accepted.value.layer !== layer;
  return isOther ? failed(refusalProblem(file, { code: "schema_invalid", detail: `layer ${accepted.value.layer}` })) : ok(accepted.value);
}
