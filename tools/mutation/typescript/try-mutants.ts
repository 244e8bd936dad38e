/**
 * Tries mutants, in a process of its own, for some of them never end: `node try-mutants.ts` reads the numbers of mutants from its standard
 * input, one a line, and writes one line of JSON for each when it begins and when it knows what became of it. First it runs every test
 * without a mutant: these must hold, and show which mutants each of them reaches.
 */
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { WORK } from "./bundle-tests.ts";
import { loadBundle } from "./load-bundle.ts";
import { takeTests, type CollectedTest } from "./stand-in.ts";

type Reached = Readonly<Record<string, number>>;

/** What the code with mutants in it looks at and writes down; the names are Stryker's. */
interface Switch {
  activeMutant: string | undefined;
  currentTestId: string | undefined;
  /** how often the mutant was reached; beyond the limit its code throws, for it seems to be in a loop without an end */
  hitCount: number | undefined;
  hitLimit: number;
  mutantCoverage: { readonly static: Record<string, number>; readonly perTest: Record<string, Record<string, number>> };
}

const mutantSwitch: Switch = { activeMutant: undefined, currentTestId: undefined, hitCount: undefined, hitLimit: 0, mutantCoverage: { static: {}, perTest: {} } };
Object.assign(globalThis, { __stryker__: mutantSwitch });
// every mutant is asked the same, and of what is drawn by chance only a little
fc.configureGlobal({ seed: 20_261_125, numRuns: 20 });

/** As many times more often than without it may a mutant be reached. */
const HITS = 100;
/** @returns whether the mutant's code threw because it seemed to have no end */
const isEndless = (): boolean => (mutantSwitch.hitCount ?? 0) > mutantSwitch.hitLimit;

/** Gives up the test that is running, because it waits for what never comes; null: none is running. */
let giveUp: (() => void) | null = null;
// Nothing is left that could go on: neither a timer nor work in another thread. No clock is asked, for a busy machine only takes longer.
process.on("beforeExit", () => {
  giveUp?.();
});

/** @returns the tests of a bundle, evaluated anew, so that what its modules make when they are loaded has the mutant in it */
async function testsOf(evaluate: () => Promise<void>): Promise<readonly CollectedTest[]> {
  takeTests();
  await untilStuck(evaluate);
  return takeTests();
}

/** Waits for some work. Throws what it throws, and when it can never end. */
async function untilStuck(work: () => unknown): Promise<void> {
  const stuck = new Promise<never>((_, reject) => {
    giveUp = () => {
      reject(new Error("waits for what never comes"));
    };
  });
  try {
    await Promise.race([work(), stuck]);
  } finally {
    giveUp = null;
  }
}

/** Runs one test. @returns whether it held */
async function holds({ run }: CollectedTest): Promise<boolean> {
  try {
    await untilStuck(run);
    return true;
  } catch {
    return false;
  }
}

interface Plan {
  readonly bundle: string;
  readonly evaluate: () => Promise<void>;
  /** mutants that are reached while the modules are loaded: every test may notice them */
  readonly whole: Reached;
  /** for each test of the bundle, in order, the mutants that it reaches */
  readonly byTest: readonly Reached[];
}

/** Runs a bundle without a mutant. */
async function planOf(bundle: string): Promise<Plan> {
  mutantSwitch.currentTestId = undefined;
  const whole: Record<string, number> = {};
  mutantSwitch.mutantCoverage = { static: whole, perTest: {} };
  const evaluate = await loadBundle(bundle);
  const tests = await testsOf(evaluate);
  const byTest: Reached[] = [];
  for (const [index, test] of tests.entries()) {
    mutantSwitch.currentTestId = String(index);
    if (!(await holds(test))) throw new Error(`${test.name} of ${bundle} fails without any mutant`);
    byTest.push(mutantSwitch.mutantCoverage.perTest[String(index)] ?? {});
  }
  mutantSwitch.currentTestId = undefined;
  // the object is kept by the bundle's own code, so what it holds is copied
  return { bundle, evaluate, whole: { ...mutantSwitch.mutantCoverage.static }, byTest };
}

/** Tests that noticed mutants before, the last one first: those that lie beside each other are often noticed by the same. */
const noticing: string[] = [];

/**
 * All tests of a bundle, for what one of them makes may be kept and show only in another: first those that reach the mutant, and among
 * these those that noticed something of late.
 */
const inOrder = (tests: readonly CollectedTest[], reaches: (index: number) => boolean): readonly CollectedTest[] => {
  const rank = (index: number, { name }: CollectedTest): number => (reaches(index) ? 0 : noticing.length + 1) + (noticing.includes(name) ? noticing.indexOf(name) : noticing.length);
  return [...tests.entries()].sort(([a, one], [b, other]) => rank(a, one) - rank(b, other)).map(([, test]) => test);
};

/**
 * @param plans what noticed a mutant is moved to the front, for it may notice the next one
 * @returns what noticed the mutant; "survived", or "not reached" by any test
 */
async function fate(mutant: string, plans: Plan[]): Promise<string> {
  let reached = false;
  for (const plan of [...plans]) {
    const { bundle, evaluate, whole, byTest } = plan;
    const atLoading = mutant in whole;
    if (!atLoading && !byTest.some((one) => mutant in one)) continue;
    reached = true;
    mutantSwitch.activeMutant = mutant;
    mutantSwitch.hitCount = 0;
    mutantSwitch.hitLimit = HITS * byTest.reduce((sum, one) => sum + (one[mutant] ?? 0), whole[mutant] ?? 0) + 10_000;
    let tests: readonly CollectedTest[];
    try {
      tests = await testsOf(evaluate);
    } catch {
      return "killed while loading";
    }
    if (tests.length !== byTest.length) return "killed while loading";
    for (const test of inOrder(tests, (index) => atLoading || mutant in (byTest[index] ?? {}))) {
      if (await holds(test)) continue;
      if (isEndless()) return "timed out";
      plans.unshift(...plans.splice(plans.indexOf(plan), 1));
      noticing.splice(0, noticing.length, test.name, ...noticing.filter((name) => name !== test.name).slice(0, 99));
      return `killed by ${bundle.replace(/^.*\/\d+-/, "").replace(/\.mjs$/, "")}: ${test.name}`;
    }
  }
  return reached ? "survived" : "not reached";
}

const say = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

const { bundles } = JSON.parse(readFileSync(join(WORK, "mutants.json"), "utf8")) as { readonly bundles: readonly string[] }; // our own file
const plans: Plan[] = [];
for (const bundle of bundles) plans.push(await planOf(bundle));
say({ ready: true });

let current = "";
process.on("unhandledRejection", () => {
  // a promise that nobody waits for failed: noticed
  say({ mutant: current, fate: "killed by a failure that nobody waited for", over: true });
  process.exit(1);
});
// read at once: an open input would keep this process from seeing that a test waits for what never comes
for (const mutant of readFileSync(process.stdin.fd, "utf8").split("\n").filter((line) => line !== "")) {
  current = mutant;
  say({ begins: mutant });
  const found = await fate(mutant, plans);
  await new Promise(setImmediate); // what nobody waited for fails before the next mutant begins
  say({ mutant, fate: found });
  mutantSwitch.activeMutant = undefined;
  mutantSwitch.hitCount = undefined;
}
// nothing that a mutant did may have stayed behind, for then it would look as if the next ones had been noticed
for (const { bundle } of plans) await planOf(bundle);
say({ over: true });
