/**
 * Writes the vectors: `node policies/vectors/generate.ts`. Expectations are written by hand in `source/`; this only completes,
 * signs (with test-only keys) and serialises. The output is the same on every run.
 */
import { writeFileSync } from "node:fs";
import { bundleCases } from "./source/bundle-cases.ts";
import { creationCases } from "./source/creation-cases.ts";
import { cornerCases, cornersBundle } from "./source/corner-cases.ts";
import { referenceBundle } from "./source/decision-case.ts";
import { ordinaryCases } from "./source/decision-cases.ts";
import { tableCases } from "./source/decision-tables.ts";
import type { Step } from "./source/envelope-case.ts";
import { floorCases } from "./source/floor-cases.ts";
import { layerBundles, layerCases } from "./source/layer-cases.ts";
import { overlayCases } from "./source/overlay-cases.ts";
import { pulseCases } from "./source/pulse-cases.ts";
import { rootCases } from "./source/root-cases.ts";
import { tokenCases } from "./source/token-cases.ts";
import { malformedCases, unknownCases } from "./source/unknown-cases.ts";
import { withheldCases } from "./source/withheld-cases.ts";

/** Names for what is offered, so that a thing offered in several cases is written once. */
const namer = (prefix: string) => {
  const names = new Map<string, string>();
  return {
    nameOf: (thing: unknown): string => {
      const content = JSON.stringify(thing);
      const name = names.get(content) ?? `${prefix}-${String(names.size + 1)}`;
      names.set(content, name);
      return name;
    },
    all: (): unknown => Object.fromEntries(Array.from(names, ([content, name]) => [name, JSON.parse(content)])),
  };
};

const roots = namer("root");
const bundles = namer("bundle");
const envelopes = namer("envelope");
/** The field of a step that says what is offered. */
const named = (step: Step): object => {
  if (step.do === "in_force" || step.do === "layers") return {};
  if (step.do.endsWith("root")) return { root: roots.nameOf(step.thing) };
  return step.do.endsWith("bundle") ? { bundle: bundles.nameOf(step.thing) } : { envelope: envelopes.nameOf(step.thing) };
};
const cases = [...rootCases, ...bundleCases, ...tokenCases, ...overlayCases, ...pulseCases, ...withheldCases].map(({ name, steps, held }) => ({
  name,
  steps: steps.map((step) => ({
    do: step.do,
    ...named(step),
    now: step.now,
    expect: step.expect,
  })),
  held,
}));

const policies = namer("policy");
const floor = floorCases.map(({ name, held, policy, expect }) => ({ name, held: held === null ? null : policies.nameOf(held), policy: policies.nameOf(policy), expect }));

export const vectors = {
  "floor.json": { format: 1, policies: policies.all(), cases: floor },
  "decisions.json": {
    format: 1,
    bundles: { reference: referenceBundle, corners: cornersBundle },
    cases: [...ordinaryCases, ...tableCases, ...unknownCases, ...malformedCases, ...cornerCases].map(({ name, corners, request, expect, unknown }) => ({
      name,
      bundle: corners === true ? "corners" : "reference",
      unknown: unknown === true,
      request,
      expect: { effect: expect[0], rule_id: expect[1], would_deny: expect[2] ?? [], obligations: expect[3]?.obligations ?? [], unmet: expect[3]?.unmet ?? [] },
    })),
  },
  "layers.json": { format: 1, bundles: layerBundles, cases: layerCases },
  "creations.json": { format: 1, cases: creationCases },
  "envelopes.json": { format: 1, roots: roots.all(), bundles: bundles.all(), envelopes: envelopes.all(), cases },
};

export const textOf = (content: unknown): string => `${JSON.stringify(content, null, 1)}\n`;

if (import.meta.main) {
  for (const [file, content] of Object.entries(vectors)) writeFileSync(new URL(file, import.meta.url), textOf(content));
}
