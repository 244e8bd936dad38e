import type { Action } from "#policies/model/policy.ts";
import type { RefusalNotice } from "../../failure.ts";
import { liveSource, type LiveSource } from "../../live.ts";
import type { PolicyAdvisor, PolicyQuestion, PolicyStatus, Verdict } from "../policy-advisor.ts";
import { EXAMPLE_BUNDLE, EXAMPLE_POLICY, RULES } from "./example/policy.ts";
import { EXAMPLE_NOW } from "./example/rooms.ts";

export interface FakePolicyAdvisor extends PolicyAdvisor {
  readonly status: LiveSource<PolicyStatus>;
  /** every question, in order */
  readonly asked: readonly PolicyQuestion[];
}

/** The refusal that rule `ruleId` of the example policy gives. */
export function exampleRefusal(action: Action, ruleId = "R-0200"): RefusalNotice {
  const rule = RULES.find((candidate) => candidate.id === ruleId);
  return {
    action,
    ruleId,
    rule: rule ? { title: rule.title, reason: rule.because.reason, remedy: rule.because.remedy } : null,
    owner: EXAMPLE_POLICY.owner,
    policyVersion: EXAMPLE_BUNDLE.version,
    issuedAt: EXAMPLE_BUNDLE.issued_at,
    contact: EXAMPLE_POLICY.contact,
    by: "client",
  };
}

/** @param verdict what every question gets, unless it is a function of the question. Allows everything by default. */
export function fakePolicyAdvisor(verdict: (question: PolicyQuestion) => Verdict = () => ({ allowed: true })): FakePolicyAdvisor {
  const status = liveSource<PolicyStatus>({
    bundle: EXAMPLE_BUNDLE,
    deciding: EXAMPLE_BUNDLE,
    overlay: null,
    narrower: [],
    rootExample: true,
    officers: 3,
    staleSince: null,
    staleBy: "expiry",
    confirmedAt: EXAMPLE_NOW - 300_000,
    receivedAt: EXAMPLE_NOW - 120_000,
    rejected: [],
  });
  const asked: PolicyQuestion[] = [];
  return {
    status,
    asked,
    async ask(question) {
      asked.push(question);
      return verdict(question);
    },
    async refresh() {
      status.set({ ...status.current(), confirmedAt: EXAMPLE_NOW });
    },
  };
}
