/** Which parts of a policy its officers' tests reach. */
import type { Asked } from "../compile/run-policy-tests.ts";
import type { Policy, Rule } from "../model/policy.ts";
import { traceRules, type RuleTrace } from "./trace-rules.ts";

/**
 * What a test can show of a rule. `decides`: it decides the answer (on trial: it is among those that would refuse); `spares`: it
 * speaks of the action and does not match; `fulfilled`: what it requires is seen to; `exception`: that exception carves a case out.
 */
export type Branch = { readonly ruleId: string; readonly kind: "decides" | "spares" | "fulfilled" } | { readonly ruleId: string; readonly kind: "exception"; readonly index: number };

export interface RuleCoverage {
  readonly rules: { readonly all: number; readonly covered: number };
  readonly branches: { readonly all: number; readonly covered: number };
  /** by rule ID */
  readonly uncovered: readonly Branch[];
}

const canSpare = ({ who, target, room }: Rule): boolean => who !== null || target !== null || room !== null;

const branchesOf = (rule: Rule): readonly Branch[] => [
  { ruleId: rule.id, kind: "decides" },
  ...(canSpare(rule) ? [{ ruleId: rule.id, kind: "spares" } as const] : []),
  ...(rule.effect === "require" ? [{ ruleId: rule.id, kind: "fulfilled" } as const] : []),
  ...rule.exceptions.map((_, index) => ({ ruleId: rule.id, kind: "exception" as const, index })),
];

const shownBy = ({ ruleId, outcome, exceptions, onTrial }: RuleTrace, { decision }: Asked): readonly Branch[] => {
  const held = exceptions.flatMap(({ index, outcome: how }) => (how === "holds" ? [{ ruleId, kind: "exception" as const, index }] : []));
  if (outcome === "carved_out") return held;
  if (outcome === "no_match") return [{ ruleId, kind: "spares" }];
  if (outcome === "fulfilled") return [{ ruleId, kind: "fulfilled" }];
  return (onTrial ? decision.would_deny.includes(ruleId) : decision.rule_id === ruleId) ? [{ ruleId, kind: "decides" }] : [];
};

/** The floor that decides before any rule is asked; F-11 comes after. */
const isBeforeRules = (ruleId: string): boolean => ruleId.startsWith("F-") && ruleId !== "F-11";

/** An allow rule on trial counts as absent, so nothing of it can be shown. */
const canBeShown = ({ effect, mode }: Rule): boolean => effect !== "allow" || mode === "enforce";

/** @param asked what the tests asked, and the answers */
export const ruleCoverage = (policy: Policy, asked: readonly Asked[]): RuleCoverage => {
  const shown = new Set(
    asked
      .filter(({ decision }) => !isBeforeRules(decision.rule_id))
      .flatMap((one) => traceRules(policy, one.request).flatMap((trace) => shownBy(trace, one)))
      .map((branch) => JSON.stringify(branch)),
  );
  const rules = policy.rules.filter(canBeShown);
  const branches = rules.flatMap(branchesOf);
  const isCovered = (branch: Branch): boolean => shown.has(JSON.stringify(branch));
  return {
    rules: { all: rules.length, covered: rules.filter(({ id }) => isCovered({ ruleId: id, kind: "decides" })).length },
    branches: { all: branches.length, covered: branches.filter(isCovered).length },
    uncovered: branches.filter((branch) => !isCovered(branch)),
  };
};
