/**
 * How long one decision takes: both evaluators, cedar-wasm and casbin, on the same rules and the same requests. Nothing is timed
 * before all of them agree on every request.
 */
import { newEnforcer, newModelFromString, type Enforcer } from "casbin";
import { decide } from "#policies/evaluate/decide.ts";
import { allOf } from "#policies/evaluate/truth.ts";
import { personMatches, roomMatches, type Person } from "#policies/evaluate/matcher.ts";
import { indexPolicy } from "#policies/evaluate/rule-index.ts";
import { readAccessRequest } from "#policies/evaluate/read-access-request.ts";
import type { AccessRequest } from "#policies/model/access-request.ts";
import { ACTIONS, type Policy, type Rule } from "#policies/model/policy.ts";
import { bundleOf, Dice, randomPolicy, randomRequest, randomRule, ruleId } from "../../policies/vectors/source/random-policy.ts";
import { cedarOf, isTranslatable } from "../oracle/cedar.ts";
import { PythonEvaluator } from "../oracle/python-evaluator.ts";
import type { Bench, Series } from "./bench.ts";

const VENV = ".chancery/tools/test-venv";
const NOW = "2026-11-23T12:00:00Z";
/** Promised, in microseconds, by number of rules. */
const LIMITS: Readonly<Record<number, { readonly typescript: number; readonly python: number }>> = { 1000: { typescript: 1, python: 5 }, 10000: { typescript: 5, python: 40 } };
/** Requests on which everybody has to agree. */
const REQUESTS = 300;

/** Rules that all of them can say: allow and deny in force, no exceptions, no requirements. A rule of ten is about single people. */
const rulesOf = (dice: Dice, count: number): Rule[] => {
  const rules: Rule[] = [];
  while (rules.length < count) {
    const drawn = randomRule(dice, 0, dice.chance(60) ? "deny" : "allow");
    // Most rules speak of one ministry in one class, as rules of a large state do.
    const rule: Rule = { ...drawn, id: ruleId(rules.length), mode: "enforce", exceptions: [], obligations: [], actions: [dice.one(ACTIONS)], who: { sets: dice.chance(90) ? [`m${String(dice.number(200))}`] : null, sets_not: null, users: dice.chance(10) ? [`@agent${String(dice.number(5000))}-*`] : null, external: dice.chance(50) ? false : null } };
    if (isTranslatable(rule) && (rule.who?.sets !== null || rule.who.users !== null)) rules.push(rule);
  }
  return rules;
};

const policyOf = (dice: Dice, count: number): Policy => {
  const drawn = randomPolicy(dice, 0);
  const ministries = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`m${String(index)}`, { title: { fr: "M", en: "M" }, kind: "agents" as const, servers: [`m${String(index)}.example`], users: [] }]));
  return {
    ...drawn,
    defaults: Object.fromEntries(ACTIONS.map((action) => [action, "deny"])) as Policy["defaults"], // every action has one
    sets: { ...Object.fromEntries(Object.entries(drawn.sets).map(([name, set]) => [name, { ...set, kind: "agents" as const }])), ...ministries },
    room_classes: Object.fromEntries(Object.entries(drawn.room_classes).map(([id, one]) => [id, { ...one, members: { sets: null, externals: true } }])),
    rules: rulesOf(dice, count),
  };
};

const person = (dice: Dice): string => `@agent${String(dice.number(5000))}-x:m${String(dice.number(200))}.example`;

/** Requests that the floor and the classes let through, by many different people. */
const requestsOf = (dice: Dice, policy: Policy): AccessRequest[] => {
  const bundle = bundleOf(policy);
  const requests: AccessRequest[] = [];
  while (requests.length < REQUESTS) {
    const drawn = randomRequest(dice, policy);
    const actor = person(dice);
    const target = drawn["action"] === "join" ? actor : drawn["target"] === null ? null : person(dice);
    const request = readAccessRequest({ ...drawn, actor, target, met: null, now: NOW });
    if (request !== null && !decide(bundle, request).rule_id.startsWith("F-")) requests.push(request);
  }
  return requests;
};

const MODEL = `
[request_definition]
r = act, req
[policy_definition]
p = act, rule, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.act == p.act && matches(p.rule, r.req)`;

/** Casbin with our own matchers as its function, and people looked up beforehand: what is left is its own way through the rules. */
async function casbinOf(policy: Policy): Promise<(request: AccessRequest) => boolean> {
  const enforcer: Enforcer = await newEnforcer(newModelFromString(MODEL));
  const rules = new Map(policy.rules.map((rule) => [rule.id, rule]));
  const { people } = indexPolicy(policy);
  const someone = (userId: string | null): Person | null => people.profileOf(userId).person;
  await enforcer.addFunction("matches", (id: string, asked: { readonly request: AccessRequest; readonly actor: Person | null; readonly target: Person | null }) => {
    const rule = rules.get(id);
    if (rule === undefined || !roomMatches(rule.room, policy, asked.request.room.class ?? "", asked.request.room.id)) return false;
    const outcome = allOf(personMatches(rule.who, asked.actor), personMatches(rule.target, asked.target));
    return rule.effect === "allow" ? outcome === true : outcome !== false;
  });
  await enforcer.addPolicies(policy.rules.flatMap((rule) => rule.actions.map((action) => [action, rule.id, rule.effect])));
  return (request) => enforcer.enforceSync(request.action, { request, actor: someone(request.actor), target: someone(request.target) });
}

const microseconds = (work: () => unknown): number => {
  const begin = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - begin) / 1000;
};

/** Times of single decisions are below the clock's grain, so each sample is the mean of one pass over all requests. */
const passes = (count: number, requests: readonly AccessRequest[], ask: (request: AccessRequest) => unknown): number[] =>
  Array.from({ length: count }, () => microseconds(() => requests.forEach(ask)) / requests.length);

/** Median of single decisions, in microseconds, each measured as the mean of 200 repetitions of it. */
const single = (requests: readonly AccessRequest[], ask: (request: AccessRequest) => unknown): number[] =>
  requests.map((request) => microseconds(() => { for (let turn = 0; turn < 200; turn += 1) ask(request); }) / 200);

/** @param root the repository's root */
export const policyBench = (root: string): Bench => ({
  name: "policy",
  about: "one decision under 1,000 and 10,000 rules: TypeScript, Python, cedar-wasm, casbin",
  counts: { passes: 5 },
  async run(counts, say) {
    const series: Series[] = [];
    for (const count of [1000, 10_000]) {
      const dice = new Dice(count);
      const policy = policyOf(dice, count);
      const requests = requestsOf(dice, policy);
      const bundle = bundleOf(policy);
      say(`${String(count)} rules: do all agree? …`);
      const python = new PythonEvaluator(root, VENV);
      python.load([bundle]);
      const theirs = (await python.decide(requests)) as readonly { readonly rule_id: string; readonly effect: string }[]; // decisions
      const cedar = cedarOf(policy, NOW);
      const casbin = await casbinOf(policy);
      let allowed = 0;
      requests.forEach((request, index) => {
        const ours = decide(bundle, request);
        const byCedar = cedar(request);
        if (ours.effect === "allow") allowed += 1;
        const agree =
          theirs[index]?.rule_id === ours.rule_id && theirs[index].effect === ours.effect && byCedar.effect === ours.effect &&
          (byCedar.ruleId ?? `D-${request.action}`) === ours.rule_id && casbin(request) === (ours.effect === "allow");
        if (!agree) throw new Error(`they do not agree, so nothing is timed: ${JSON.stringify({ request, ours, python: theirs[index], byCedar, casbin: casbin(request) })}`);
      });
      say(`  they agree on ${String(requests.length)} requests, ${String(allowed)} of them allowed`);
      const limits = LIMITS[count] ?? { typescript: 0, python: 0 };
      const of = String(count);
      series.push({ name: `typescript ${of}`, unit: "us", samples: single(requests, (request) => decide(bundle, request)), limit: limits.typescript });
      const pythonTimes = await python.time(counts["passes"] ?? 5);
      python.close();
      series.push({ name: `python ${of}`, unit: "us", samples: pythonTimes.slice(requests.length).map((time) => time / 1000), limit: limits.python });
      series.push({ name: `typescript ${of} first`, unit: "us", samples: requests.map((request) => { const fresh = bundleOf({ ...policy }); decide(fresh, { ...request, actor: null, target: request.action === "join" ? null : request.target }); return microseconds(() => decide(fresh, request)); }).slice(0, count > 1000 ? 20 : 100), limit: null });
      series.push({ name: `cedar-wasm ${of}`, unit: "us", samples: passes(1, requests.slice(0, count > 1000 ? 20 : 100), cedar), limit: null });
      series.push({ name: `casbin ${of}`, unit: "us", samples: passes(1, requests.slice(0, count > 1000 ? 20 : 100), casbin), limit: null });
    }
    return series;
  },
});
