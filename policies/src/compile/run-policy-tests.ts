/** Runs the officers' own tests of their rules. */
import { unsignedBundle } from "../analyse/unsigned-bundle.ts";
import { creationOfClass } from "../evaluate/creation-of-class.ts";
import { decide } from "../evaluate/decide.ts";
import type { AccessRequest, Decision } from "../model/access-request.ts";
import type { Action, Effect, Instant, Obligation, Policy, Requirement } from "../model/policy.ts";
import { failed, ok, type Result } from "../model/result.ts";
import type { CompileProblem, Position, SourceText } from "./compile-problem.ts";
import { readDocument } from "./read-form.ts";
import { testsForm } from "./tests-form.ts";
import { YamlSource } from "./yaml-source.ts";

interface PolicyTest {
  readonly name: string;
  readonly action: Action;
  readonly actor: string;
  readonly target: string | null;
  readonly class: string | null;
  readonly room_id: string | null;
  readonly encrypted: boolean | null;
  /** when it takes place; null: at the moment of the whole document */
  readonly at: Instant | null;
  readonly stale: boolean;
  readonly expect: Effect;
  readonly rule: string;
  readonly would_deny: readonly string[];
  readonly met: readonly Requirement[];
  readonly obligations: readonly Obligation[] | null;
  readonly unmet: readonly Requirement[] | null;
}

export interface PolicyTestFailure extends Position {
  readonly name: string;
  readonly expected: { readonly effect: Effect; readonly ruleId: string; readonly wouldDeny: readonly string[] };
  readonly decision: Decision;
}

export interface Asked {
  readonly request: AccessRequest;
  readonly decision: Decision;
}

export interface PolicyTestReport {
  readonly run: number;
  /** what each test asked, and what the policy answered */
  readonly asked: readonly Asked[];
  readonly failures: readonly PolicyTestFailure[];
}

const ask = (policy: Policy, documentNow: Instant, test: PolicyTest): Asked => {
  const { action, actor, encrypted } = test;
  const now = test.at ?? documentNow;
  const request: AccessRequest = {
    action,
    actor,
    target: action === "join" ? actor : test.target,
    room: { id: test.room_id, class: test.class, encrypted },
    event_encrypted: action === "send" ? encrypted : null,
    creation: action === "create_room" ? creationOfClass(policy, test.class) : null,
    met: test.met,
    now,
  };
  return { request, decision: decide(unsignedBundle(policy, now, test.stale), request) };
};

/** What a test does not mention it does not look at. */
const sameIfSaid = (wanted: readonly string[] | null, got: readonly string[]): boolean => wanted === null || [...wanted].sort().join() === got.join();

/**
 * @param source `policy.test.yaml`
 * @returns how the tests went, or what is wrong with the document
 */
export const runPolicyTests = (policy: Policy, source: SourceText): Result<PolicyTestReport, readonly CompileProblem[]> => {
  const yaml = new YamlSource(source);
  const { value, places } = readDocument(yaml, testsForm);
  if (yaml.problems.length > 0) return failed(yaml.problems);
  const { now, tests } = value as { readonly now: string; readonly tests: readonly PolicyTest[] }; // read by the form above
  const asked: Asked[] = [];
  const failures = tests.flatMap((test, index): PolicyTestFailure[] => {
    const one = ask(policy, now, test);
    const { decision } = one;
    asked.push(one);
    const expected = { effect: test.expect, ruleId: test.rule, wouldDeny: [...test.would_deny].sort() };
    const asExpected =
      decision.effect === expected.effect &&
      decision.rule_id === expected.ruleId &&
      decision.would_deny.join() === expected.wouldDeny.join() &&
      sameIfSaid(test.obligations, decision.obligations) &&
      sameIfSaid(test.unmet, decision.unmet);
    return asExpected ? [] : [{ ...yaml.position(places.get(`tests.${String(index)}`) ?? null), name: test.name, expected, decision }];
  });
  return ok({ run: tests.length, asked, failures });
};
