import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decideLayers } from "../src/evaluate/decide.ts";
import type { PolicyBundle } from "../src/model/policy-bundle.ts";
import type { LayerCase } from "./source/layer-cases.ts";

interface LayerVectors {
  readonly format: 1;
  readonly bundles: { readonly [name: string]: Omit<PolicyBundle, "sha256" | "signed_by" | "threshold"> };
  readonly cases: readonly LayerCase[];
}

const vectors = JSON.parse(readFileSync(new URL("layers.json", import.meta.url), "utf8")) as LayerVectors; // our own file

const bundleNamed = (name: string): PolicyBundle => {
  const bundle = vectors.bundles[name];
  if (bundle === undefined) throw new Error(`no bundle ${name}`);
  return { ...bundle, sha256: "0".repeat(64), signed_by: [], threshold: 1 };
};

describe("layer vectors", () => {
  it("are some", () => {
    expect(vectors.cases.length).toBeGreaterThanOrEqual(16);
  });

  it.each(vectors.cases)("$name", ({ narrower, request, expect: wanted }) => {
    const { action, layers, ...decision } = decideLayers(bundleNamed("national"), narrower.map(bundleNamed), request);
    expect({ ...decision, layers: layers.map(({ layer, effect, rule_id }) => [layer, effect, rule_id]) }).toEqual(wanted);
    expect(layers.map((one) => one.action)).toEqual(layers.map(() => action));
  });
});
