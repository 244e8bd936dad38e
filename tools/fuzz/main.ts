/**
 * `npm run fuzz -- [--cases=N] [--cedar=N] [--seed=N] [--keep]`: random policies and requests, answered by both evaluators, and by
 * Cedar as far as it can say the same. Ends with the first disagreement, which is printed whole. `--keep` writes a dated result.
 */
import { isDeepStrictEqual } from "node:util";
import { resolve } from "node:path";
import { decide, decideLayers } from "#policies/evaluate/decide.ts";
import { indexOf } from "#policies/evaluate/rule-index.ts";
import { readAccessRequest } from "#policies/evaluate/read-access-request.ts";
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import type { Policy } from "#policies/model/policy.ts";
import { bundleOf, Dice, randomLayers, randomPolicy, randomRequest } from "../../policies/vectors/source/random-policy.ts";
import { writeMeasurement } from "../bench/measurement.ts";
import { cedarOf, isTranslatable } from "../oracle/cedar.ts";
import { PythonEvaluator } from "../oracle/python-evaluator.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const VENV = ".chancery/tools/test-venv";
/** Requests put to one policy. */
const BATCH = 200;

interface Tally {
  cases: number;
  refused: number;
}

const disagree = (what: string, seed: number, request: unknown, bundles: readonly PolicyBundle[], answers: object): never => {
  console.log(`${what} disagree (seed ${String(seed)}):\n${JSON.stringify({ request, answers, bundles }, null, 1)}`);
  console.log("0 passed, 1 failed");
  process.exit(1);
};

/** Both evaluators, every kind of rule and several layers. */
async function againstPython(cases: number, seed: number, tally: Tally): Promise<void> {
  const python = new PythonEvaluator(ROOT, VENV);
  for (let round = seed; tally.cases < cases; round += 1) {
    const dice = new Dice(round);
    const bundles: readonly [PolicyBundle, ...PolicyBundle[]] = dice.chance(15) ? randomLayers(dice) : [bundleOf(randomPolicy(dice, dice.number(25)))];
    const [national, ...narrower] = bundles;
    const requests = Array.from({ length: Math.min(BATCH, cases - tally.cases) }, () => randomRequest(dice, national.policy));
    python.load(bundles);
    const theirs = await python.decide(requests);
    requests.forEach((request, index) => {
      const ours = narrower.length === 0 ? decide(national, request) : decideLayers(national, narrower, request);
      if (!isDeepStrictEqual(ours, theirs[index])) disagree("TypeScript and Python", round, request, bundles, { ours, theirs: theirs[index] });
      if (ours.effect === "deny") tally.refused += 1;
    });
    tally.cases += requests.length;
  }
  python.close();
}

/** Deny and allow rules, of which Cedar must name the same one. Classes and defaults are made to say nothing. */
function againstCedar(cases: number, seed: number, tally: Tally): void {
  for (let round = seed; tally.cases < cases; round += 1) {
    const dice = new Dice(round);
    const drawn = randomPolicy(dice, 3 + dice.number(20));
    const now = "2026-11-23T12:00:00Z";
    const policy: Policy = {
      ...drawn,
      rules: drawn.rules.filter(isTranslatable),
      sets: Object.fromEntries(Object.entries(drawn.sets).map(([name, set]) => [name, { ...set, kind: "agents" as const }])),
      room_classes: Object.fromEntries(Object.entries(drawn.room_classes).map(([id, one]) => [id, { ...one, members: { sets: null, externals: true } }])),
    };
    const cedar = cedarOf(policy, now);
    const { judge, people } = indexOf(policy);
    for (let turn = 0; turn < BATCH && tally.cases < cases; turn += 1) {
      const request = readAccessRequest({ ...randomRequest(dice, policy), now });
      if (request === null || JSON.stringify(request).includes("\\ud800")) continue; // Cedar reads no lone surrogates
      if (request.room.class === null || !Object.hasOwn(policy.room_classes, request.room.class)) continue;
      const [actor, target] = [people.profileOf(request.actor), people.profileOf(request.target)];
      const ours = judge(request.action, request.room.class, { actor, target, roomId: request.room.id, met: request.met, now });
      if (ours.rule_id === "F-11") continue; // somebody unknown would enter: the class decides, not the rules
      const theirs = cedar(request);
      const agrees = theirs.ruleId === null ? ours.rule_id.startsWith("D-") && theirs.effect === "deny" : theirs.ruleId === ours.rule_id && theirs.effect === ours.effect;
      if (!agrees) disagree("TypeScript and Cedar", round, request, [bundleOf(policy)], { ours, theirs });
      if (ours.effect === "deny") tally.refused += 1;
      tally.cases += 1;
    }
  }
}

const option = (name: string, otherwise: number): number => Number(process.argv.find((argument) => argument.startsWith(`--${name}=`))?.split("=")[1] ?? otherwise);
const cases = option("cases", 1_000_000);
const cedarCases = option("cedar", 100_000);
const seed = option("seed", 1);

const begin = performance.now();
const python: Tally = { cases: 0, refused: 0 };
await againstPython(cases, seed, python);
const cedar: Tally = { cases: 0, refused: 0 };
againstCedar(cedarCases, seed, cedar);
const seconds = (performance.now() - begin) / 1000;
console.log(`TypeScript and Python agree on ${String(python.cases)} cases (${String(python.refused)} refused), TypeScript and Cedar on ${String(cedar.cases)} (${String(cedar.refused)} refused), from seed ${String(seed)}, in ${seconds.toFixed(0)} s`);
console.log(`${String(python.cases + cedar.cases)} passed, 0 failed`);
if (process.argv.includes("--keep")) {
  const series = [
    { name: "cases in both languages", unit: "cases" as const, samples: [python.cases], limit: null },
    { name: "of these refused", unit: "cases" as const, samples: [python.refused], limit: null },
    { name: "cases also put to Cedar", unit: "cases" as const, samples: [cedar.cases], limit: null },
    { name: "of these refused (Cedar)", unit: "cases" as const, samples: [cedar.refused], limit: null },
    { name: "disagreements", unit: "cases" as const, samples: [0], limit: 0 },
    { name: "time taken", unit: "s" as const, samples: [seconds], limit: null },
  ];
  console.log(writeMeasurement(ROOT, "fuzz", series, new Date()));
}
