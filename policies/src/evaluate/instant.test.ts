import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instantOf, isInstant } from "./instant.ts";

/** The same form said in another way, and slowly: only the moments that exist come back from the clock as they were written. */
const exists = (text: string): boolean => {
  const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) && !text.startsWith("0000") ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(moment) && instantOf(moment) === text;
};
const part = (most: number, digits: number) => fc.integer({ min: 0, max: most }).map((value) => String(value).padStart(digits, "0"));
const nearly = fc
  .tuple(fc.oneof(part(9999, 4), fc.constantFrom("0000", "0001", "0004", "1900", "2000", "2024")), part(13, 2), part(32, 2), part(25, 2), part(61, 2), part(61, 2))
  .map(([year, month, day, hour, minute, second]) => `${year}-${month}-${day}T${hour}:${minute}:${second}Z`);

describe("an instant", () => {
  it("has the exact form and names a moment that exists", () => {
    let seen = 0;
    fc.assert(
      fc.property(nearly, (text) => {
        if (exists(text)) seen += 1;
        expect(isInstant(text), text).toBe(exists(text));
      }),
      { numRuns: 3000 },
    );
    expect(seen).toBeGreaterThan(500);
  });

  it("bears no other character anywhere", () => {
    const text = "2026-11-23T12:00:00Z";
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 1 }), fc.constantFrom("", ..." 0/:-TZtz+.é٣１"), (at, other) => {
        const changed = text.slice(0, at) + other + text.slice(at + 1);
        expect(isInstant(changed), changed).toBe(exists(changed));
      }),
      { numRuns: 1000 },
    );
    for (const other of ["", `${text}Z`, ` ${text}`, text.slice(0, 19), "2026-11-23T12:00:00.000Z", "2026-11-23T24:00:00Z", "2026-11-23T12:00:60Z"]) expect(isInstant(other)).toBe(false);
  });
});
