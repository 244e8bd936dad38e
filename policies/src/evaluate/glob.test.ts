import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { globMatcher, isGlob } from "./glob.ts";

/** What a glob means, said once more and slowly: by the recursive definition. */
const means = (glob: readonly string[], text: readonly string[]): boolean => {
  const [first, ...rest] = glob;
  if (first === undefined) return text.length === 0;
  if (first === "*") return means(rest, text) || (text.length > 0 && means(glob, text.slice(1)));
  return text.length > 0 && (first === "?" || first === text[0]) && means(rest, text.slice(1));
};

describe("a glob", { timeout: 30_000 }, () => {
  it("means what its definition says", () => {
    const symbols = fc.array(fc.constantFrom("a", "b", "*", "?", "🏛"), { maxLength: 7 });
    fc.assert(
      fc.property(symbols, symbols, (glob, text) => {
        expect(globMatcher(glob.join(""))(text.join(""))).toBe(means(glob, text));
      }),
      { numRuns: 2000 },
    );
  });

  it("matches in time that grows with length times length, not worse", () => {
    const matches = globMatcher(`${"*a".repeat(127)}b`);
    const begin = performance.now();
    expect(matches("a".repeat(10_000))).toBe(false);
    expect(performance.now() - begin).toBeLessThan(500);
  });

  it("has 1 to 255 code points", () => {
    expect([isGlob(""), isGlob("🏛".repeat(255)), isGlob("a".repeat(256))]).toEqual([false, true, false]);
  });
});
