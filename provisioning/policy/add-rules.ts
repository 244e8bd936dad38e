/** Adds rules to a folder of documents, each with a test that shows it deciding, so that check and test hold at once. */
import { join } from "node:path";
import { kindsOfPeople, type KindsOfPeople } from "#policies/analyse/kinds-of-people.ts";
import { classesOf, requestSpace } from "#policies/analyse/request-space.ts";
import { unsignedBundle } from "#policies/analyse/unsigned-bundle.ts";
import { withEntries } from "#policies/compile/add-entries.ts";
import { compilePolicy } from "#policies/compile/compile-policy.ts";
import { ruleLines, testLines } from "#policies/compile/rule-text.ts";
import { runPolicyTests } from "#policies/compile/run-policy-tests.ts";
import { decide } from "#policies/evaluate/decide.ts";
import { instantOf } from "#policies/evaluate/instant.ts";
import type { Policy, Rule } from "#policies/model/policy.ts";
import { readTextIfPresent, writeFileAtomically } from "../deployment/atomic-file.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both, type Language } from "../output/language.ts";
import { problem, type Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";
import { TESTS_DOCUMENT, testProblem } from "./document-tests.ts";
import { compileProblem, textsOf, type Documents } from "./documents.ts";

export interface RuleAddition {
  readonly documents: Documents;
  readonly rules: readonly Rule[];
  /** what stands beside a user ID in the document, by ID */
  readonly remarks?: ReadonlyMap<string, string>;
  /** language of the names of the tests */
  readonly language: Language;
  /** milliseconds since the epoch */
  readonly now: number;
}

const unusualList = (field: string, where: string): Result<never, readonly Problem[]> =>
  failed([problem({ code: "list_style", where, what: both(`la liste « ${field} » n’a pas une forme à laquelle on puisse ajouter.`, `the list “${field}” has no form that can be added to.`), exit: EXIT.refused })]);

/** The next IDs that no rule of these has. @param used rules of documents, and of versions that were signed before */
export function freeRuleIds(used: readonly Rule[], count: number): readonly string[] {
  const last = Math.max(0, ...used.map(({ id }) => Number(id.slice(2))));
  return Array.from({ length: count }, (_, index) => `R-${String(last + 1 + index).padStart(4, "0")}`);
}

/** Places in patterns that are looked at together: a list of a thousand servers is not searched to the end. */
const SEARCH = 400_000;

/** People whom the rules can tell apart; with very many patterns perhaps not all of them. */
const peopleOf = (policy: Policy): KindsOfPeople => {
  const patterns = policy.rules.flatMap(({ who, target }) => [...(who?.users ?? []), ...(target?.users ?? [])]).length;
  return kindsOfPeople([policy], Math.ceil(SEARCH / Math.max(20, patterns)));
};

/** The lines of a test in which a rule decides; null when no request that was looked at lets it. */
function testOf(policy: Policy, rule: Rule, { kinds }: KindsOfPeople, { language, now }: RuleAddition): readonly string[] | null {
  const at = instantOf(now);
  const bundle = unsignedBundle(policy, at);
  for (const { request } of requestSpace({ policies: [policy], kinds, classes: classesOf([policy]), actions: rule.actions, now: at })) {
    const asked = request.room.id === null ? request : { ...request, room: { ...request.room, id: null } };
    const decision = decide(bundle, asked);
    if (decision.rule_id === rule.id || decision.would_deny.includes(rule.id)) return testLines(`${rule.id} ${rule.title[language]}`, asked, decision);
  }
  return null;
}

const CONTRADICTED = both("Rien n’a été ajouté : la nouvelle règle contredit cet essai. Si elle est voulue, changez d’abord l’essai.", "Nothing was added: the new rule contradicts this test. If it is meant, change the test first.");

interface Extended {
  readonly policy: Policy;
  readonly text: string;
}

/** The document with the rules at its end, compiled. */
function extended({ documents, remarks, now }: RuleAddition, rules: readonly Rule[]): Result<Extended, readonly Problem[]> {
  const { sources, compiled } = documents;
  const text = withEntries(sources.policy, "rules", rules.map((rule) => ruleLines(rule, remarks)));
  if (text === null) return unusualList("rules", sources.policy.file);
  const policySource = { ...sources.policy, text };
  const next = compilePolicy({ ...sources, policy: policySource }, instantOf(now));
  if (!next.ok) return failed(next.failure.map((found) => compileProblem(found, textsOf({ ...sources, policy: policySource }))));
  const { policy } = next.value;
  // INVARIANT: exactly the rules asked for were added, whatever the style of the document.
  return policy.rules.length === compiled.policy.rules.length + rules.length ? ok({ policy, text }) : unusualList("rules", sources.policy.file);
}

/** The tests beside the documents with new ones at their end, all of which hold. */
async function extendedTests(folder: string, policy: Policy, tests: readonly (readonly string[])[], now: number): Promise<Result<{ readonly file: string; readonly text: string }, readonly Problem[]>> {
  const file = join(folder, TESTS_DOCUMENT);
  const present = await readTextIfPresent(file);
  if (!present.ok) return failed([present.failure]);
  if (tests.length === 0 && present.value !== null) return ok({ file, text: present.value });
  const text = withEntries({ file, text: present.value ?? `now: ${instantOf(now)}\ntests: []\n` }, "tests", tests);
  if (text === null) return unusualList("tests", file);
  const run = runPolicyTests(policy, { file, text });
  if (!run.ok) return failed(run.failure.map((found) => compileProblem(found, [{ file, text }])));
  return run.value.failures.length === 0 ? ok({ file, text }) : failed(run.value.failures.map((broken) => ({ ...testProblem(broken), remedy: CONTRADICTED })));
}

export interface RulesAdded {
  /** IDs of the rules that are in the documents now */
  readonly added: readonly string[];
  /** IDs of those that would never decide anything, whoever asks, and were left out */
  readonly idle: readonly string[];
  /** IDs of those that are in the documents without a test: too many patterns to find a request with which they decide */
  readonly untested: readonly string[];
}

/** Nothing is written unless everything compiles and every test holds. */
export async function addRules(addition: RuleAddition): Promise<Result<RulesAdded, readonly Problem[]>> {
  const { documents, rules, now } = addition;
  const tried = extended(addition, rules);
  if (!tried.ok) return tried;
  const people = peopleOf(tried.value.policy);
  const tests = new Map(rules.map((rule) => [rule.id, testOf(tried.value.policy, rule, people, addition)]));
  const without = rules.filter(({ id }) => tests.get(id) === null).map(({ id }) => id);
  // INVARIANT: a refusal is left out only when everybody whom the rules can tell apart was tried.
  const idle = people.complete ? without : [];
  const useful = rules.filter(({ id }) => !idle.includes(id));
  const outcome: RulesAdded = { added: useful.map(({ id }) => id), idle, untested: people.complete ? [] : without };
  if (useful.length === 0) return ok(outcome);
  const next = extended(addition, useful);
  if (!next.ok) return next;
  const nextTests = await extendedTests(documents.folder, next.value.policy, useful.flatMap(({ id }) => (outcome.untested.includes(id) ? [] : [tests.get(id) ?? []])), now);
  if (!nextTests.ok) return nextTests;
  for (const { file, text } of [{ file: documents.sources.policy.file, text: next.value.text }, nextTests.value]) {
    const written = await writeFileAtomically(file, text, 0o644);
    if (!written.ok) return failed([written.failure]);
  }
  return ok(outcome);
}
