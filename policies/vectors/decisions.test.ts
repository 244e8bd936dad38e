import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decide } from "../src/evaluate/decide.ts";
import { ACTIONS } from "../src/model/policy.ts";
import type { PolicyBundle } from "../src/model/policy-bundle.ts";

interface DecisionVectors {
  readonly format: 1;
  readonly bundles: { readonly [name: string]: Omit<PolicyBundle, "sha256" | "signed_by" | "threshold"> };
  readonly cases: readonly {
    readonly name: string;
    readonly bundle: string;
    readonly unknown: boolean;
    readonly request: unknown;
    readonly expect: { readonly effect: string; readonly rule_id: string; readonly would_deny: readonly string[]; readonly obligations: readonly string[]; readonly unmet: readonly string[] };
  }[];
}

const vectors = JSON.parse(readFileSync(new URL("decisions.json", import.meta.url), "utf8")) as DecisionVectors; // our own file

const bundleNamed = (name: string): PolicyBundle => {
  const bundle = vectors.bundles[name];
  if (bundle === undefined) throw new Error(`no bundle ${name}`);
  return { ...bundle, sha256: "0".repeat(64), signed_by: [], threshold: 1 };
};

describe("decision vectors", () => {
  it("are enough, and enough of them refuse because something is unknown", () => {
    expect(vectors.cases.length).toBeGreaterThanOrEqual(600);
    expect(vectors.cases.filter((one) => one.expect.effect === "deny").length).toBeGreaterThanOrEqual(200);
    expect(vectors.cases.filter((one) => one.unknown && one.expect.effect === "deny").length).toBeGreaterThanOrEqual(20);
    expect(new Set(vectors.cases.map((one) => one.name)).size).toBe(vectors.cases.length);
  });

  it.each(vectors.cases)("$name", ({ bundle, request, expect: wanted }) => {
    const { effect, rule_id, would_deny, obligations, unmet, layer, policy_version, action } = decide(bundleNamed(bundle), request);
    expect({ effect, rule_id, would_deny, obligations, unmet }).toEqual(wanted);
    expect({ layer, policy_version }).toEqual({ layer: "national", policy_version: 7 });
    const named = typeof request === "object" && request !== null && "action" in request ? request.action : null;
    expect(action).toBe(ACTIONS.find((one) => one === named) ?? null);
  });
});
