import { expect, test } from "vitest";
import { runPolicyTests } from "../compile/run-policy-tests.ts";
import { referencePolicy } from "../../vectors/source/reference-policy.ts";
import { ruleCoverage, type RuleCoverage } from "./rule-coverage.ts";

const coverageOf = (tests: string): RuleCoverage => {
  const report = runPolicyTests(referencePolicy, { file: "policy.test.yaml", text: `now: 2026-11-23T12:00:00Z\ntests:\n${tests}` });
  if (!report.ok) throw new Error(JSON.stringify(report.failure));
  return ruleCoverage(referencePolicy, report.value.asked);
};
const item = (action: string, actor: string, classId: string, more = ""): string => `  - {name: x, action: ${action}, actor: "${actor}", class: ${classId}, expect: deny, rule: R-0001${more}}\n`;
const NORA = "@nora.diallo-externe:etat.example";
const missing = ({ uncovered }: RuleCoverage, ruleId: string): readonly unknown[] => uncovered.filter((branch) => branch.ruleId === ruleId).map((branch) => (branch.kind === "exception" ? `exception ${String(branch.index)}` : branch.kind));

test("a rule is covered when it decides, when it spares, and by each of its exceptions", () => {
  expect(missing(coverageOf(item("join", NORA, "space")), "R-0200")).toEqual(["decides", "exception 0", "exception 1"]);
  expect(missing(coverageOf(item("join", NORA, "interministerial")), "R-0200")).toEqual(["spares", "exception 0", "exception 1"]);
  expect(missing(coverageOf(item("join", NORA, "interministerial", ', room_id: "!crue:etat.example"')), "R-0200")).toEqual(["decides", "spares", "exception 1"]);
});

test("a test that the floor answers covers no rule", () => {
  const { rules, branches } = coverageOf(item("join", NORA, "unlisted"));
  expect([rules.covered, branches.covered]).toEqual([0, 0]);
  expect(rules.all).toBeGreaterThan(10);
});
