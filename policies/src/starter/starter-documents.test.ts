import { expect, it } from "vitest";
import { idleRules } from "../analyse/idle-rules.ts";
import { compilePolicy } from "../compile/compile-policy.ts";
import { runPolicyTests } from "../compile/run-policy-tests.ts";
import { lintPolicy } from "../lint/lint-policy.ts";
import { isStarterServer, starterDocuments } from "./starter-documents.ts";

const NOW = "2026-11-23T12:00:00Z";
const ANSWERS = { nameFr: "Ministère « A », rules: []\n\"'#", nameEn: "Ministry: A & B {x}", server: "etat.example:8448", contact: "regles@etat.example" };

it.each([true, false])("what is made compiles, passes its tests, and has nothing to be warned of (externals: %j)", (externals) => {
  const { policy, publicRooms, tests } = starterDocuments({ ...ANSWERS, externals }, NOW);
  const compiled = compilePolicy({ policy: { file: "policy.yaml", text: policy }, publicRooms: { file: "public-rooms.yaml", text: publicRooms } }, NOW);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.failure, null, 1));
  expect(compiled.value.policy.owner).toEqual({ fr: ANSWERS.nameFr, en: ANSWERS.nameEn });
  expect([lintPolicy(compiled.value, NOW), idleRules(compiled.value.policy, NOW).rules]).toEqual([[], []]);
  const run = runPolicyTests(compiled.value.policy, { file: "policy.test.yaml", text: tests });
  if (!run.ok) throw new Error(JSON.stringify(run.failure, null, 1));
  expect(run.value.failures).toEqual([]);
  const { rules } = compiled.value.policy;
  const deciding = new Set(run.value.asked.map(({ decision }) => decision.rule_id));
  expect(rules.filter(({ id }) => !deciding.has(id)).map(({ id }) => id)).toEqual([]);
});

it("takes exact server names only", () => {
  expect(["etat.example", "a", "etat.example:8448"].filter((server) => !isStarterServer(server))).toEqual([]);
  expect(["", "Etat.example", "*.example", "état.example", "a b", "a:b", "-a", "a".repeat(240), "а.example"].filter(isStarterServer)).toEqual([]);
});
