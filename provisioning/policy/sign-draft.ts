/**
 * Signing by officers one after another, each from the text that they reviewed. What has too few signatures waits as a draft; whoever signs
 * next compiles their own documents and signs only if the very same bytes come out.
 */
import { rm } from "node:fs/promises";
import { instantOf } from "#policies/evaluate/instant.ts";
import type { BundleInTransit, PolicyBundle } from "#policies/model/policy-bundle.ts";
import { countersignBundle, signBundle } from "#policies/sign/sign-bundle.ts";
import type { SigningOfficer } from "#policies/sign/sign-envelope.ts";
import type { DeploymentLayout } from "../deployment/layout.ts";
import type { Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";
import { DAY } from "./day.ts";
import { textsOf, type Documents } from "./documents.ts";
import { keepVersion } from "./kept-versions.ts";
import { roleIn } from "./layers.ts";
import { readInTransit, writeInTransit, type HeldPolicy } from "./policy-files.ts";
import { refusalProblem } from "./refusal-problem.ts";
import { signProblems } from "./sign-problem.ts";

export interface Signing {
  readonly layout: DeploymentLayout;
  readonly documents: Documents;
  readonly held: HeldPolicy;
  readonly signers: readonly SigningOfficer[];
  /** how long the rules will hold; for a draft the first signer has said it */
  readonly validDays: number;
  /** leave a draft aside and begin another one */
  readonly anew: boolean;
  readonly now: number;
}

export type Signed =
  | { readonly kind: "complete"; readonly bundle: PolicyBundle }
  | { readonly kind: "draft"; readonly signatures: number; readonly threshold: number };

async function produce(asked: Signing): Promise<Result<BundleInTransit, readonly Problem[]>> {
  const { layout, documents, held, signers, now } = asked;
  const { layer } = documents.compiled.policy;
  const files = layout.layers[layer];
  const role = roleIn(held.trusted.root, layer, documents.sources.policy.file);
  if (!role.ok) return failed([role.failure]);
  const request = { sources: documents.sources, root: held.trusted.root, previous: held.bundles.get(layer)?.bundle ?? null, signers };
  const texts = textsOf(documents.sources);
  const draft = asked.anew ? ok(null) : await readInTransit(files.draft);
  if (!draft.ok) return failed([draft.failure]);
  const signed =
    draft.value === null
      ? await signBundle({ ...request, terms: { issuedAt: instantOf(now), expires: instantOf(now + asked.validDays * DAY) } })
      : await countersignBundle(draft.value, request);
  return signed.ok ? ok(signed.value) : failed(signProblems(signed.failure, texts, draft.value === null ? documents.folder : files.draft));
}

/** Signs for the layer that the documents name; once enough of its officers have, the bundle becomes the deployment's own. It is in force after `chancery policy publish`. */
export async function signDraft(asked: Signing): Promise<Result<Signed, readonly Problem[]>> {
  const { layout, documents, held, now } = asked;
  const { layer } = documents.compiled.policy;
  const files = layout.layers[layer];
  const produced = await produce(asked);
  if (!produced.ok) return produced;
  const accepted = await held.trusted.offerBundle(produced.value, instantOf(now));
  if (accepted.ok) {
    const kept = await keepVersion(files, documents, produced.value, accepted.value.version);
    if (!kept.ok) return failed([kept.failure]);
    const written = await writeInTransit(files.bundle, produced.value);
    if (!written.ok) return failed([written.failure]);
    await rm(files.draft, { force: true });
    return ok({ kind: "complete", bundle: accepted.value });
  }
  if (accepted.failure.code !== "threshold_not_met") return failed([refusalProblem(documents.folder, accepted.failure)]);
  const written = await writeInTransit(files.draft, produced.value);
  if (!written.ok) return failed([written.failure]);
  return ok({ kind: "draft", signatures: produced.value.envelope.signatures.length, threshold: held.trusted.root.layers[layer]?.threshold ?? 0 });
}
