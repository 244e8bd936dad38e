import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { compilePolicy } from "../compile/compile-policy.ts";
import { runPolicyTests } from "../compile/run-policy-tests.ts";
import { layerMisfits } from "../lint/layer-misfits.ts";
import { lintPolicy } from "../lint/lint-policy.ts";
import type { Result } from "../model/result.ts";
import { layerDocuments } from "./layer-documents.ts";

const NOW = "2026-12-01T09:00:00Z";
const ANSWERS = { layer: "ministry", nameFr: "Ministère « A », rules: []\n\"'#", nameEn: "Ministry: A & B {x}", contact: "regles@a.example" } as const;

const value = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.failure, null, 1));
  return result.value;
};

it.each(["documents", "examples/externals", "examples/press-room", "examples/crisis-cell"])("of the nation in %s: what is made fits it, and passes its own test", { timeout: 60_000 }, (folder) => {
  const read = (name: string): string => readFileSync(join(import.meta.dirname, "../..", folder, name), "utf8");
  const sources = { policy: { file: "policy.yaml", text: read("policy.yaml") }, publicRooms: { file: "public-rooms.yaml", text: read("public-rooms.yaml") } };
  const national = value(compilePolicy(sources, NOW)).policy;
  const made = layerDocuments({ policy: national, text: sources.policy.text, publicRooms: sources.publicRooms.text }, ANSWERS, NOW);
  const compiled = value(compilePolicy({ policy: { file: "policy.yaml", text: made.policy }, publicRooms: { file: "public-rooms.yaml", text: made.publicRooms } }, NOW));
  const { policy } = compiled;
  expect([policy.layer, policy.owner, policy.rules]).toEqual(["ministry", { fr: ANSWERS.nameFr, en: ANSWERS.nameEn }, []]);
  expect([policy.sets, policy.room_sets, policy.room_classes, policy.public_rooms]).toEqual([national.sets, national.room_sets, national.room_classes, national.public_rooms]);
  expect([lintPolicy(compiled, NOW), layerMisfits(national, policy)]).toEqual([[], []]);
  expect(value(runPolicyTests(policy, { file: "policy.test.yaml", text: made.tests })).failures).toEqual([]);
});
