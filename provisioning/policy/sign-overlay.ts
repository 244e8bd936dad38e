/** Emergency refusals upon the rules of one layer of a deployment: one officer signs the first, and a second one whatever follows upon the same rules. */
import { rm } from "node:fs/promises";
import { instantOf } from "#policies/evaluate/instant.ts";
import type { Envelope, PolicyOverlay } from "#policies/model/policy-bundle.ts";
import type { Rule } from "#policies/model/policy.ts";
import type { SigningOfficer } from "#policies/sign/sign-envelope.ts";
import { countersignOverlay, signOverlay } from "#policies/sign/sign-overlay.ts";
import type { DeploymentLayout } from "../deployment/layout.ts";
import type { Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";
import { readEnvelope, writeEnvelope, type HeldLayer } from "./policy-files.ts";
import { refusalProblem } from "./refusal-problem.ts";
import { signProblems } from "./sign-problem.ts";

export interface OverlaySigning {
  readonly layout: DeploymentLayout;
  /** the bundle in force of the layer, with all that is held */
  readonly held: HeldLayer;
  /** what is refused; for a draft the first signer has said it. None withdraws the overlay before. */
  readonly rules: readonly Rule[];
  /** at most 72 */
  readonly hours: number;
  readonly signers: readonly SigningOfficer[];
  /** milliseconds since the epoch */
  readonly now: number;
}

export type SignedOverlay =
  | { readonly kind: "complete"; readonly overlay: PolicyOverlay; readonly envelope: Envelope }
  /** it waits for another officer */
  | { readonly kind: "draft" };

/** Signs, or adds signatures to the draft that waits. A complete overlay counts once it is published. */
export async function signDeploymentOverlay(asked: OverlaySigning): Promise<Result<SignedOverlay, readonly Problem[]>> {
  const { layout, held, rules, hours, signers, now } = asked;
  const { bundle } = held.current;
  const files = layout.layers[bundle.layer];
  const upon = { root: held.trusted.root, bundle, previous: held.trusted.overlay(bundle.layer), signers };
  const draft = await readEnvelope(files.overlayDraft);
  if (!draft.ok) return failed([draft.failure]);
  const signed =
    draft.value === null
      ? await signOverlay({ ...upon, rules, issuedAt: instantOf(now), seconds: hours * 60 * 60 })
      : await countersignOverlay(draft.value, upon);
  if (!signed.ok) return failed(signProblems(signed.failure, [], draft.value === null ? files.overlay : files.overlayDraft));
  const accepted = await held.trusted.offerOverlay(signed.value, instantOf(now));
  if (accepted.ok) {
    const written = await writeEnvelope(files.overlay, signed.value);
    if (!written.ok) return failed([written.failure]);
    await rm(files.overlayDraft, { force: true });
    return ok({ kind: "complete", overlay: accepted.value, envelope: signed.value });
  }
  if (accepted.failure.code !== "renewed_alone") return failed([refusalProblem(files.overlay, accepted.failure)]);
  const written = await writeEnvelope(files.overlayDraft, signed.value);
  return written.ok ? ok({ kind: "draft" }) : failed([written.failure]);
}
