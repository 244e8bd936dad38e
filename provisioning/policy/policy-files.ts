/** The signed policy of a deployment as files: `root.json` and `national.json`. What is read here is verified before it is used. */
import { instantOf } from "#policies/evaluate/instant.ts";
import type { BundleInTransit, Envelope, PolicyBundle } from "#policies/model/policy-bundle.ts";
import { TrustedPolicySet } from "#policies/verify/trusted-policy-set.ts";
import { readTextIfPresent, writeFileAtomically } from "../deployment/atomic-file.ts";
import type { DeploymentLayout } from "../deployment/layout.ts";
import type { Problem } from "../output/problem.ts";
import { damagedFile } from "../reading/damaged-file.ts";
import { closedObject, listOf, readJson, text } from "../reading/shape.ts";
import { failed, ok, type Result } from "../result.ts";
import { refusalProblem } from "./refusal-problem.ts";

const envelope = closedObject<Envelope>({ payload: text, signatures: listOf(closedObject<Envelope["signatures"][number]>({ officer: text, signature: text })) });
const rootsShape = closedObject<{ readonly roots: readonly Envelope[] }>({ roots: listOf(envelope) });
const inTransitShape = closedObject<BundleInTransit>({ envelope, chunks: listOf(text) });

/** The policy that a deployment's files hold, verified from its first root on. */
export interface HeldPolicy {
  readonly roots: readonly [Envelope, ...Envelope[]];
  readonly trusted: TrustedPolicySet;
  /** null: no bundle has been signed yet. An overlay or a pulse that the files hold is in `trusted`. */
  readonly current: { readonly bundle: PolicyBundle; readonly inTransit: BundleInTransit } | null;
  /** overlay and pulse as they were signed, when `trusted` holds them */
  readonly envelopes: { readonly overlay: Envelope | null; readonly pulse: Envelope | null };
}

export async function readRoots(layout: DeploymentLayout): Promise<Result<HeldPolicy["roots"] | null, Problem>> {
  const content = await readTextIfPresent(layout.root);
  if (!content.ok) return content;
  if (content.value === null) return ok(null);
  const read = readJson(rootsShape, content.value);
  if (!read.ok) return failed(damagedFile(layout.root, read.failure));
  const [first, ...later] = read.value.roots;
  return first === undefined ? failed(damagedFile(layout.root, [{ at: "roots", expected: "at least one root" }])) : ok([first, ...later]);
}

/** @returns the bundle in a file, of which nothing is verified yet; null when there is no such file */
export async function readInTransit(path: string): Promise<Result<BundleInTransit | null, Problem>> {
  const content = await readTextIfPresent(path);
  if (!content.ok) return content;
  if (content.value === null) return ok(null);
  const read = readJson(inTransitShape, content.value);
  return read.ok ? ok(read.value) : failed(damagedFile(path, read.failure));
}

/** Begins with the first root and walks to the newest. */
export async function trustRoots(roots: HeldPolicy["roots"], where: string): Promise<Result<TrustedPolicySet, Problem>> {
  const [first, ...later] = roots;
  const pinned = await TrustedPolicySet.pin(first);
  if (!pinned.ok) return failed(refusalProblem(where, pinned.failure));
  for (const root of later) {
    const taken = await pinned.value.offerRoot(root);
    if (!taken.ok) return failed(refusalProblem(where, taken.failure));
  }
  return ok(pinned.value);
}

/**
 * Loads the deployment's bundle under the newest root that takes it, and walks on from there: after a change of officers the rules that
 * the ones before signed are still those in force, until the new ones sign. What the newest root refuses for another reason, every root does.
 */
async function loadUnderRoots(layout: DeploymentLayout, roots: HeldPolicy["roots"], inTransit: BundleInTransit, now: number): Promise<Result<{ readonly trusted: TrustedPolicySet; readonly bundle: PolicyBundle }, Problem>> {
  const [first, ...later] = roots;
  let refusal: Problem | null = null;
  for (let count = later.length; count >= 0; count -= 1) {
    const trusted = await trustRoots([first, ...later.slice(0, count)], layout.root);
    if (!trusted.ok) return trusted;
    // Our own file: it may have expired since, which is for signing anew to settle.
    const bundle = await trusted.value.loadBundle(inTransit, instantOf(now));
    if (!bundle.ok) {
      refusal ??= refusalProblem(layout.bundle, bundle.failure);
      continue;
    }
    for (const root of later.slice(count)) {
      const taken = await trusted.value.offerRoot(root);
      if (!taken.ok) return failed(refusalProblem(layout.root, taken.failure));
    }
    return ok({ trusted: trusted.value, bundle: bundle.value });
  }
  if (refusal === null) throw new Error("a deployment has at least one root");
  return failed(refusal);
}

/** @returns null when the deployment has no root yet */
export async function readHeldPolicy(layout: DeploymentLayout, now: number): Promise<Result<HeldPolicy | null, Problem>> {
  const roots = await readRoots(layout);
  if (!roots.ok) return roots;
  if (roots.value === null) return ok(null);
  const inTransit = await readInTransit(layout.bundle);
  if (!inTransit.ok) return inTransit;
  if (inTransit.value === null) {
    const trusted = await trustRoots(roots.value, layout.root);
    return trusted.ok ? ok({ roots: roots.value, trusted: trusted.value, current: null, envelopes: { overlay: null, pulse: null } }) : trusted;
  }
  const loaded = await loadUnderRoots(layout, roots.value, inTransit.value, now);
  if (!loaded.ok) return loaded;
  const { trusted, bundle } = loaded.value;
  const extras = await loadOverlayAndPulse(layout, trusted, now);
  if (!extras.ok) return extras;
  return ok({ roots: roots.value, trusted, current: { bundle, inTransit: inTransit.value }, envelopes: extras.value });
}

/** What the next bundle or root has ended stays as a file, and is no longer of any use. */
const ENDED: readonly string[] = ["version_old", "bundle_mismatch", "signer_unknown", "role_missing"];

async function loadOverlayAndPulse(layout: DeploymentLayout, trusted: TrustedPolicySet, now: number): Promise<Result<HeldPolicy["envelopes"], Problem>> {
  const overlay = await readEnvelope(layout.overlay);
  if (!overlay.ok) return overlay;
  const loaded = overlay.value === null ? null : await trusted.loadOverlay(overlay.value, instantOf(now));
  if (loaded?.ok === false && !ENDED.includes(loaded.failure.code)) return failed(refusalProblem(layout.overlay, loaded.failure));
  const pulse = await readEnvelope(layout.pulse);
  if (!pulse.ok) return pulse;
  const taken = pulse.value === null ? null : await trusted.loadPulse(pulse.value, instantOf(now));
  if (taken?.ok === false && !ENDED.includes(taken.failure.code)) return failed(refusalProblem(layout.pulse, taken.failure));
  return ok({ overlay: loaded?.ok === true ? overlay.value : null, pulse: taken?.ok === true ? pulse.value : null });
}

/** @returns the envelope in a file, of which nothing is verified yet; null when there is no such file */
export async function readEnvelope(path: string): Promise<Result<Envelope | null, Problem>> {
  const content = await readTextIfPresent(path);
  if (!content.ok) return content;
  if (content.value === null) return ok(null);
  const read = readJson(envelope, content.value);
  return read.ok ? ok(read.value) : failed(damagedFile(path, read.failure));
}

export const writeRoots = (layout: DeploymentLayout, roots: readonly Envelope[]): Promise<Result<void, Problem>> =>
  writeFileAtomically(layout.root, `${JSON.stringify({ roots })}\n`, 0o644);

export const writeEnvelope = (path: string, signed: Envelope): Promise<Result<void, Problem>> =>
  writeFileAtomically(path, `${JSON.stringify(signed)}\n`, 0o644);

export const writeInTransit = (path: string, inTransit: BundleInTransit): Promise<Result<void, Problem>> =>
  writeFileAtomically(path, `${JSON.stringify(inTransit)}\n`, 0o644);
