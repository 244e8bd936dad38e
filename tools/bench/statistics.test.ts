import { expect, test } from "vitest";
import { median, spread } from "./statistics.ts";

test("the median is the middle, or between the two middle ones", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test("ten is greater than nine", () => {
  expect(spread([10, 9, 100])).toEqual({ least: 9, greatest: 100 });
});
