/** The signed policy of a deployment as files: `root.json`, a bundle of each layer, overlays, a pulse. What is read here is verified before it is used. */
import { instantOf } from "#policies/evaluate/instant.ts";
import type { BundleInTransit, Envelope } from "#policies/model/policy-bundle.ts";
import { LAYERS, type Layer } from "#policies/model/policy.ts";
import type { TrustedPolicySet } from "#policies/verify/trusted-policy-set.ts";
import { readTextIfPresent, writeFileAtomically } from "../deployment/atomic-file.ts";
import type { DeploymentLayout } from "../deployment/layout.ts";
import type { Problem } from "../output/problem.ts";
import { damagedFile } from "../reading/damaged-file.ts";
import { closedObject, listOf, readJson, text } from "../reading/shape.ts";
import { failed, ok, type Result } from "../result.ts";
import { refusalProblem } from "./refusal-problem.ts";
import { loadUnderRoots, type FoundBundle, type HeldBundle, type HeldBundles, type Roots } from "./under-roots.ts";

const envelope = closedObject<Envelope>({ payload: text, signatures: listOf(closedObject<Envelope["signatures"][number]>({ officer: text, signature: text })) });
const rootsShape = closedObject<{ readonly roots: readonly Envelope[] }>({ roots: listOf(envelope) });
const inTransitShape = closedObject<BundleInTransit>({ envelope, chunks: listOf(text) });

/** The policy that a deployment's files hold, verified from its first root on. */
export interface HeldPolicy {
  readonly roots: Roots;
  readonly trusted: TrustedPolicySet;
  /** of each layer that the newest root names and of which something was signed. An overlay or a pulse that the files hold is in `trusted`. */
  readonly bundles: HeldBundles;
  /** overlays and pulse as they were signed, when `trusted` holds them */
  readonly envelopes: HeldEnvelopes;
}

export interface HeldEnvelopes {
  readonly overlays: { readonly [layer in Layer]?: Envelope };
  readonly pulse: Envelope | null;
}

/** The bundle of a layer, with everything else that is held. */
export interface HeldLayer extends HeldPolicy {
  readonly current: HeldBundle;
}

export async function readRoots(layout: Pick<DeploymentLayout, "root">): Promise<Result<Roots | null, Problem>> {
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

/** @returns null when the deployment has no root yet */
export async function readHeldPolicy(layout: DeploymentLayout, now: number): Promise<Result<HeldPolicy | null, Problem>> {
  const roots = await readRoots(layout);
  if (!roots.ok) return roots;
  if (roots.value === null) return ok(null);
  const found: { [layer in Layer]?: FoundBundle } = {};
  for (const layer of LAYERS) {
    const place = layout.layers[layer].bundle;
    const inTransit = await readInTransit(place);
    if (!inTransit.ok) return inTransit;
    if (inTransit.value !== null) found[layer] = { place, inTransit: inTransit.value };
  }
  const loaded = await loadUnderRoots(roots.value, layout.root, found, now);
  if (!loaded.ok) return loaded;
  const { trusted, bundles } = loaded.value;
  const envelopes = await loadOverlaysAndPulse(layout, trusted, [...bundles.keys()], now);
  return envelopes.ok ? ok({ roots: roots.value, trusted, bundles, envelopes: envelopes.value }) : envelopes;
}

/** What the next bundle or root has ended stays as a file, and is no longer of any use. */
const ENDED: readonly string[] = ["version_old", "bundle_mismatch", "signer_unknown", "role_missing"];

async function loadOverlaysAndPulse(layout: DeploymentLayout, trusted: TrustedPolicySet, layers: readonly Layer[], now: number): Promise<Result<HeldEnvelopes, Problem>> {
  const overlays: { [layer in Layer]?: Envelope } = {};
  for (const layer of layers) {
    const place = layout.layers[layer].overlay;
    const overlay = await readEnvelope(place);
    if (!overlay.ok) return overlay;
    if (overlay.value === null) continue;
    const loaded = await trusted.loadOverlay(overlay.value, instantOf(now));
    if (loaded.ok && loaded.value.layer !== layer) return failed(refusalProblem(place, { code: "schema_invalid", detail: `layer ${loaded.value.layer}` }));
    if (loaded.ok) overlays[layer] = overlay.value;
    else if (!ENDED.includes(loaded.failure.code)) return failed(refusalProblem(place, loaded.failure));
  }
  const pulse = await readEnvelope(layout.pulse);
  if (!pulse.ok) return pulse;
  const taken = pulse.value === null ? null : await trusted.loadPulse(pulse.value, instantOf(now));
  if (taken?.ok === false && !ENDED.includes(taken.failure.code)) return failed(refusalProblem(layout.pulse, taken.failure));
  return ok({ overlays, pulse: taken?.ok === true ? pulse.value : null });
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
