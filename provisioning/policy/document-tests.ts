/** The officers' own tests of their rules: `policy.test.yaml` beside the documents. */
import { join } from "node:path";
import { ruleCoverage, type RuleCoverage } from "#policies/analyse/rule-coverage.ts";
import { runPolicyTests, type PolicyTestFailure } from "#policies/compile/run-policy-tests.ts";
import { readTextIfPresent } from "../deployment/atomic-file.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problem, type Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";
import { compileProblem, type Documents } from "./documents.ts";

export const TESTS_DOCUMENT = "policy.test.yaml";

export function testProblem(failure: PolicyTestFailure): Problem {
  const { expected, decision } = failure;
  const outcome = (effect: string, rule: string, wouldDeny: readonly string[]): string => `${effect} ${rule}${wouldDeny.length === 0 ? "" : ` (evaluate: ${wouldDeny.join(" ")})`}`;
  const wanted = outcome(expected.effect, expected.ruleId, expected.wouldDeny);
  const got = outcome(decision.effect, decision.rule_id, decision.would_deny);
  return problem({
    code: "policy_test_failed",
    where: `${failure.file}:${failure.line}:${failure.column}`,
    what: both(`« ${failure.name} » : attendu ${wanted}, obtenu ${got}.`, `“${failure.name}”: expected ${wanted}, got ${got}.`),
    exit: EXIT.refused,
  });
}

export interface TestsHeld {
  readonly run: number;
  readonly coverage: RuleCoverage;
}

/** @returns how many tests held and what of the rules they reached; problems when one does not, or when there are none */
export async function runDocumentTests(documents: Documents): Promise<Result<TestsHeld, readonly Problem[]>> {
  const file = join(documents.folder, TESTS_DOCUMENT);
  const text = await readTextIfPresent(file);
  if (!text.ok) return failed([text.failure]);
  if (text.value === null) {
    const missing = problem({
      code: "no_policy_tests",
      where: file,
      what: both("ces règles n’ont pas d’essais.", "these rules have no tests."),
      remedy: both("Écrivez dans ce fichier ce que les règles doivent répondre.", "Write into this file what the rules have to answer."),
      exit: EXIT.refused,
    });
    return failed([missing]);
  }
  const source = { file, text: text.value };
  const report = runPolicyTests(documents.compiled.policy, source);
  if (!report.ok) return failed(report.failure.map((found) => compileProblem(found, [source])));
  return report.value.failures.length > 0 ? failed(report.value.failures.map(testProblem)) : ok({ run: report.value.run, coverage: ruleCoverage(documents.compiled.policy, report.value.asked) });
}
