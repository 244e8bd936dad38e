import { expect, test } from "vitest";
import { drawnIndices } from "./drawn-indices.ts";

const rows = (top: number, pinned = -1, count = 4_000) => drawnIndices({ count, top, viewport: 500, row: 50, pinned });

test("what is on the screen is drawn, and ten rows around it", () => {
  const drawn = rows(5_000);
  expect([drawn[0], drawn.at(-1)?.index]).toEqual([{ index: 90, before: 90 }, 119]);
});

test("at the beginning and at the end no row is drawn that does not exist", () => {
  expect(rows(0)[0]).toEqual({ index: 0, before: 0 });
  expect(rows(4_000 * 50 - 500).at(-1)?.index).toBe(3_999);
});

test("a pinned row is drawn wherever it lies, with room for those between", () => {
  expect(rows(5_000, 7).slice(0, 2)).toEqual([{ index: 7, before: 7 }, { index: 90, before: 82 }]);
  expect(rows(5_000, 3_000).at(-1)).toEqual({ index: 3_000, before: 2_880 });
  expect(rows(5_000, 100)).toHaveLength(30);
});

test("of a list that lies wholly above or below the window nothing is drawn but the pinned row", () => {
  expect(rows(-10_000)).toEqual([]);
  expect(rows(300_000, 5)).toEqual([{ index: 5, before: 5 }]);
});

test("an empty list draws nothing", () => {
  expect(rows(0, -1, 0)).toEqual([]);
});
