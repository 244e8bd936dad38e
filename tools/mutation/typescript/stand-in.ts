/**
 * Stands in for Vitest while a mutant is tried: collects the tests of a file and lets them be run one by one, in this process. It knows
 * what our tests of evaluator and verifier use of Vitest, and compares more strictly where the two differ.
 */
import { isDeepStrictEqual } from "node:util";

export interface CollectedTest {
  readonly name: string;
  readonly run: () => unknown;
}

let collected: CollectedTest[] = [];

/** @returns the tests of what was imported since the last call */
export function takeTests(): readonly CollectedTest[] {
  const taken = collected;
  collected = [];
  return taken;
}

/** An expectation that did not hold. */
export class Unmet extends Error {}

type Body = (...row: readonly never[]) => unknown;

/** Options, which say how long a test may take, come before its body. */
type Rest<Run> = readonly [run: Run] | readonly [options: object, run: Run];
const bodyIn = <Run>(rest: Rest<Run>): Run => (rest.length === 1 ? rest[0] : rest[1]);

const test = (name: string, ...rest: Rest<() => unknown>): void => {
  collected.push({ name, run: bodyIn(rest) });
};

export const it = Object.assign(test, {
  each:
    (rows: readonly unknown[]) =>
    (name: string, body: Body): void => {
      rows.forEach((row, index) => {
        const parts = (Array.isArray(row) ? row : [row]) as never[]; // the test's own rows, of whatever type its body takes
        test(`${name} ${String(index)}`, () => body(...parts));
      });
    },
});

export const describe = (_: string, ...rest: Rest<() => void>): void => {
  bodyIn(rest)();
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null;

/** Whether everything that `part` says is so in `whole`. */
const matches = (whole: unknown, part: unknown): boolean =>
  isObject(part) && isObject(whole) && !Array.isArray(part) ? Object.entries(part).every(([name, value]) => matches(whole[name], value)) : isDeepStrictEqual(whole, part);

/** Whether two values say the same, be it in objects of another prototype. */
const equal = (value: unknown, other: unknown): boolean =>
  isDeepStrictEqual(value, other) || (isObject(value) && isObject(other) && isDeepStrictEqual(structuredClone(value), structuredClone(other)));

const contains = (whole: unknown, part: unknown): boolean => {
  if (whole instanceof Set) return whole.has(part);
  if (typeof whole === "string") return whole.includes(String(part));
  return Array.isArray(whole) && whole.includes(part);
};

/** @param wanted whether the expectations are to hold, or not to */
const expectations = (value: unknown, wanted: boolean) => {
  const holds = (outcome: boolean): void => {
    if (outcome !== wanted) throw new Unmet();
  };
  const than = (compare: (a: number, b: number) => boolean) => (other: number): void => {
    holds(typeof value === "number" && compare(value, other));
  };
  return {
    toBe: (other: unknown): void => {
      holds(Object.is(value, other));
    },
    toEqual: (other: unknown): void => {
      holds(equal(value, other));
    },
    toMatchObject: (other: unknown): void => {
      holds(matches(value, other));
    },
    toBeNull: (): void => {
      holds(value === null);
    },
    toBeUndefined: (): void => {
      holds(value === undefined);
    },
    toContain: (other: unknown): void => {
      holds(contains(value, other));
    },
    toHaveProperty: (name: string): void => {
      holds(isObject(value) && name in value);
    },
    toBeGreaterThan: than((a, b) => a > b),
    toBeGreaterThanOrEqual: than((a, b) => a >= b),
    toBeLessThan: than((a, b) => a < b),
  };
};

export const expect = (value: unknown) => ({ ...expectations(value, true), not: expectations(value, false) });
