import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Policy } from "../src/model/policy.ts";
import { checkFloor } from "../src/verify/check-floor.ts";
import { policyShape } from "../src/verify/policy-shape.ts";

interface FloorVectors {
  readonly format: 1;
  readonly policies: { readonly [name: string]: Policy };
  readonly cases: readonly { readonly name: string; readonly held: string | null; readonly policy: string; readonly expect: { readonly violation: string } | null }[];
}

const vectors = JSON.parse(readFileSync(new URL("floor.json", import.meta.url), "utf8")) as FloorVectors; // our own file
const policyNamed = (name: string): Policy => {
  const policy = vectors.policies[name];
  if (policy === undefined) throw new Error(`no policy ${name}`);
  return policy;
};

describe("floor vectors", () => {
  it("are enough, and each reason has a case of its own", () => {
    expect(new Set(vectors.cases.flatMap(({ expect: wanted }) => wanted?.violation ?? [])).size).toBeGreaterThanOrEqual(20);
    expect(vectors.cases.filter(({ expect: wanted }) => wanted !== null).length).toBeGreaterThanOrEqual(30);
  });

  it.each(vectors.cases)("$name", ({ held, policy, expect: wanted }) => {
    expect(policyShape(policyNamed(policy), "policy")).toBeNull();
    expect(checkFloor(held === null ? null : policyNamed(held), policyNamed(policy))).toEqual(wanted);
  });
});
