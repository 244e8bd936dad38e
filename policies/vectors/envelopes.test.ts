import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { TrustedPolicySet } from "../src/verify/trusted-policy-set.ts";

interface Step {
  readonly do: "pin_root" | "offer_root" | "offer_bundle" | "load_bundle";
  readonly root?: string;
  readonly bundle?: string;
  readonly now: string;
  readonly expect: string;
}
interface EnvelopeVectors {
  readonly format: 1;
  readonly roots: { readonly [name: string]: unknown };
  readonly bundles: { readonly [name: string]: unknown };
  readonly cases: readonly {
    readonly name: string;
    readonly steps: readonly Step[];
    readonly held: { readonly root_version: number | null; readonly bundle_version: number | null };
  }[];
}

const vectors = JSON.parse(readFileSync(new URL("envelopes.json", import.meta.url), "utf8")) as EnvelopeVectors; // our own file

/** Does one step; answers the set to go on with, and what became of the offer. */
const take = async (set: TrustedPolicySet | null, step: Step): Promise<readonly [TrustedPolicySet | null, string]> => {
  if (step.do === "pin_root") {
    const pinned = await TrustedPolicySet.pin(vectors.roots[step.root ?? ""]);
    return pinned.ok ? [pinned.value, "accepted"] : [null, pinned.failure.code];
  }
  if (set === null) throw new Error("a case must begin by pinning a root");
  const bundle = vectors.bundles[step.bundle ?? ""];
  const answer =
    step.do === "offer_root" ? await set.offerRoot(vectors.roots[step.root ?? ""])
    : step.do === "offer_bundle" ? await set.offerBundle(bundle, step.now)
    : await set.loadBundle(bundle, step.now);
  return [set, answer.ok ? "accepted" : answer.failure.code];
};

describe("envelope vectors", () => {
  it("are enough", () => {
    expect(vectors.cases.length).toBeGreaterThanOrEqual(20);
    expect(new Set(vectors.cases.map((one) => one.name)).size).toBe(vectors.cases.length);
  });

  it.each(vectors.cases)("$name", async ({ steps, held }) => {
    let set: TrustedPolicySet | null = null;
    const outcomes: string[] = [];
    for (const step of steps) {
      const [next, outcome]: readonly [TrustedPolicySet | null, string] = await take(set, step);
      set = next;
      outcomes.push(outcome);
    }
    expect(outcomes).toEqual(steps.map((step) => step.expect));
    const holds: TrustedPolicySet | null = set;
    expect({ root_version: holds?.root.version ?? null, bundle_version: holds?.bundle("national")?.version ?? null }).toEqual(held);
  });
});
