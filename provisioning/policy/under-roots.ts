/** Roots and the bundles of layers together: each bundle is loaded under the newest root that takes it, since officers may change after they signed. */
import { instantOf } from "#policies/evaluate/instant.ts";
import type { BundleInTransit, Envelope, PolicyBundle } from "#policies/model/policy-bundle.ts";
import { LAYERS, type Layer } from "#policies/model/policy.ts";
import { TrustedPolicySet } from "#policies/verify/trusted-policy-set.ts";
import type { Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";
import { refusalProblem } from "./refusal-problem.ts";

/** The pinned root first. */
export type Roots = readonly [Envelope, ...Envelope[]];

/** A bundle of which nothing is verified yet, and where it was found. */
export interface FoundBundle {
  readonly place: string;
  readonly inTransit: BundleInTransit;
}

/** At most one bundle of each layer. */
export type FoundBundles = { readonly [layer in Layer]?: FoundBundle };

/** A bundle that was verified, as it was sent. */
export interface HeldBundle {
  readonly bundle: PolicyBundle;
  readonly inTransit: BundleInTransit;
}

/** By layer, in the order in which layers are asked. */
export type HeldBundles = ReadonlyMap<Layer, HeldBundle>;

/** @param where what the roots came from, for the words of a refusal */
export async function trustRoots([pinned, ...later]: Roots, where: string): Promise<Result<TrustedPolicySet, Problem>> {
  const trusted = await TrustedPolicySet.pin(pinned);
  if (!trusted.ok) return failed(refusalProblem(where, trusted.failure));
  for (const root of later) {
    const taken = await trusted.value.offerRoot(root);
    if (!taken.ok) return failed(refusalProblem(where, taken.failure));
  }
  return trusted;
}

/**
 * A bundle by itself, under the newest root that takes it. What the newest root refuses for another reason, every root does.
 *
 * @returns with how many of the roots there are up to that one and after the first
 */
export async function bundleUnderRoots([first, ...later]: Roots, where: string, layer: Layer, { place, inTransit }: FoundBundle, now: number): Promise<Result<{ readonly bundle: PolicyBundle; readonly count: number }, Problem>> {
  let refusal: Problem | null = null;
  for (let count = later.length; count >= 0; count -= 1) {
    const trusted = await trustRoots([first, ...later.slice(0, count)], where);
    if (!trusted.ok) return trusted;
    // It was accepted once: it may have expired since, which is for signing anew to settle.
    const taken = await trusted.value.loadBundle(inTransit, instantOf(now));
    if (taken.ok) return taken.value.layer === layer ? ok({ bundle: taken.value, count }) : failed(refusalProblem(place, { code: "schema_invalid", detail: `layer ${taken.value.layer}` }));
    refusal ??= refusalProblem(place, taken.failure);
  }
  if (refusal === null) throw new Error("there is at least one root");
  return failed(refusal);
}

/** @returns null when one of them is not taken; then what is held is of no use */
async function takeAll(trusted: TrustedPolicySet, found: readonly (readonly [Layer, FoundBundle])[], now: number): Promise<HeldBundles | null> {
  const held = new Map<Layer, HeldBundle>();
  for (const [layer, { inTransit }] of found) {
    const taken = await trusted.loadBundle(inTransit, instantOf(now));
    if (!taken.ok || taken.value.layer !== layer) return null;
    held.set(layer, { bundle: taken.value, inTransit });
  }
  return held;
}

/**
 * What somebody holds who was there all the time: every root in turn, and under each the bundles that were signed by its officers.
 * Layers that the newest root does not name are left out: they decide nothing.
 *
 * @param where what the roots came from
 * @param now milliseconds since the epoch
 */
export async function loadUnderRoots(roots: Roots, where: string, found: FoundBundles, now: number): Promise<Result<{ readonly trusted: TrustedPolicySet; readonly bundles: HeldBundles }, Problem>> {
  const newest = await trustRoots(roots, where);
  if (!newest.ok) return newest;
  const { layers } = newest.value.root;
  const named = LAYERS.flatMap((layer) => (layers[layer] === undefined || found[layer] === undefined ? [] : [[layer, found[layer]] as const]));
  const atOnce = await takeAll(newest.value, named, now);
  if (atOnce !== null) return ok({ trusted: newest.value, bundles: atOnce });
  const counts = new Map<Layer, number>();
  for (const [layer, one] of named) {
    const taken = await bundleUnderRoots(roots, where, layer, one, now);
    if (!taken.ok) return taken;
    counts.set(layer, taken.value.count);
  }
  const [first, ...later] = roots;
  const trusted = await trustRoots([first], where);
  if (!trusted.ok) return trusted;
  const held = new Map<Layer, HeldBundle>();
  for (const [count, root] of [null, ...later].entries()) {
    const followed = root === null ? null : await trusted.value.offerRoot(root);
    if (followed?.ok === false) return failed(refusalProblem(where, followed.failure));
    for (const [layer, one] of named.filter(([layer]) => counts.get(layer) === count)) {
      const bundle = await trusted.value.loadBundle(one.inTransit, instantOf(now));
      if (!bundle.ok) return failed(refusalProblem(one.place, bundle.failure));
      held.set(layer, { bundle: bundle.value, inTransit: one.inTransit });
    }
  }
  return ok({ trusted: trusted.value, bundles: new Map(named.flatMap(([layer]) => [...held].filter(([one]) => one === layer))) });
}
