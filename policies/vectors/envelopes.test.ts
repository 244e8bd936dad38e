import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { layersInForce } from "../src/verify/layers-in-force.ts";
import { TrustedPolicySet } from "../src/verify/trusted-policy-set.ts";

interface Step {
  readonly do: "pin_root" | "offer_root" | "offer_bundle" | "load_bundle" | "offer_overlay" | "load_overlay" | "offer_pulse" | "load_pulse" | "in_force" | "layers";
  readonly root?: string;
  readonly envelope?: string;
  readonly bundle?: string;
  readonly now: string;
  readonly expect: string | readonly string[];
}
interface EnvelopeVectors {
  readonly format: 1;
  readonly roots: { readonly [name: string]: unknown };
  readonly bundles: { readonly [name: string]: unknown };
  readonly envelopes: { readonly [name: string]: unknown };
  readonly cases: readonly {
    readonly name: string;
    readonly steps: readonly Step[];
    readonly held: { readonly root_version: number | null; readonly bundle_version: number | null };
  }[];
}

const vectors = JSON.parse(readFileSync(new URL("envelopes.json", import.meta.url), "utf8")) as EnvelopeVectors; // our own file

const whatDecides = (set: TrustedPolicySet, now: string): string => {
  const held = set.inForce("national", now);
  if (held === null) return "nothing";
  const { deciding, bundle, overlay, freshness } = held;
  expect(deciding.expires).toBe(freshness.until);
  expect(deciding.policy.rules).toEqual([...(overlay?.rules ?? []), ...bundle.policy.rules]);
  return `${freshness.until} ${freshness.ends}${overlay === null ? "" : `, overlay ${String(overlay.version)}`}`;
};

/** What decides, of every layer; what stands for a missing bundle has the rules of the nation. */
const whatEveryLayerSays = (set: TrustedPolicySet, now: string): readonly string[] | "nothing" => {
  const layers = layersInForce(set, now);
  if (layers === null) return "nothing";
  const { national, narrower } = layers;
  for (const { layer, deciding, held } of narrower) {
    expect(deciding.layer).toBe(layer);
    expect(held).toEqual(set.inForce(layer, now));
    expect(deciding.policy).toBe(held?.deciding.policy ?? national.deciding.policy);
    if (held === null) expect(deciding.issued_at).toBe(deciding.expires);
  }
  return [national.deciding, ...narrower.map(({ deciding }) => deciding)].map(({ layer, version, expires }) => `${layer} ${String(version)} ${expires}`);
};

/** Does one step; answers the set to go on with, and what became of the offer. */
const take = async (set: TrustedPolicySet | null, step: Step): Promise<readonly [TrustedPolicySet | null, string | readonly string[]]> => {
  if (step.do === "pin_root") {
    const pinned = await TrustedPolicySet.pin(vectors.roots[step.root ?? ""]);
    return pinned.ok ? [pinned.value, "accepted"] : [null, pinned.failure.code];
  }
  if (set === null) throw new Error("a case must begin by pinning a root");
  if (step.do === "in_force") return [set, whatDecides(set, step.now)];
  if (step.do === "layers") return [set, whatEveryLayerSays(set, step.now)];
  const bundle = vectors.bundles[step.bundle ?? ""];
  const envelope = vectors.envelopes[step.envelope ?? ""];
  const offer: { readonly [what in Exclude<Step["do"], "pin_root" | "in_force" | "layers">]: () => Promise<{ readonly ok: boolean; readonly failure?: { readonly code: string } }> } = {
    offer_root: () => set.offerRoot(vectors.roots[step.root ?? ""]),
    offer_bundle: () => set.offerBundle(bundle, step.now),
    load_bundle: () => set.loadBundle(bundle, step.now),
    offer_overlay: () => set.offerOverlay(envelope, step.now),
    load_overlay: () => set.loadOverlay(envelope, step.now),
    offer_pulse: () => set.offerPulse(envelope, step.now),
    load_pulse: () => set.loadPulse(envelope, step.now),
  };
  return [set, (await offer[step.do]()).failure?.code ?? "accepted"];
};

describe("envelope vectors", () => {
  it("are enough", () => {
    const refusing = vectors.cases.filter(({ steps }) => steps.some((step) => step.do !== "in_force" && step.do !== "layers" && step.expect !== "accepted"));
    expect(refusing.length).toBeGreaterThanOrEqual(60);
    expect(new Set(vectors.cases.map((one) => one.name)).size).toBe(vectors.cases.length);
  });

  it("have every case that the checklist of the TUF suite names", () => {
    const checklist = readFileSync(new URL("../TUF-CHECKLIST.md", import.meta.url), "utf8");
    const quoted = Array.from(checklist.matchAll(/“([^”…]+)”/g), ([, name = ""]) => name).filter((name) => name !== "overlay");
    expect(quoted.length).toBeGreaterThan(40);
    const known = vectors.cases.map(({ name }) => name);
    expect(quoted.filter((name) => !known.some((one) => one === name || one.endsWith(`: ${name}`)))).toEqual([]);
  });

  it.each(vectors.cases)("$name", async ({ steps, held }) => {
    let set: TrustedPolicySet | null = null;
    const outcomes: (string | readonly string[])[] = [];
    for (const step of steps) {
      const [next, outcome]: readonly [TrustedPolicySet | null, string | readonly string[]] = await take(set, step);
      set = next;
      outcomes.push(outcome);
    }
    expect(outcomes).toEqual(steps.map((step) => step.expect));
    const holds: TrustedPolicySet | null = set;
    expect({ root_version: holds?.root.version ?? null, bundle_version: holds?.bundle("national")?.version ?? null }).toEqual(held);
  });
});
