import { expect, test } from "vitest";
import { RowHeights, type VirtualRow } from "./row-heights.ts";

const rows = (...keys: string[]): VirtualRow[] => keys.map((key) => ({ key, type: key.charAt(0) }));

function measured(heights: Readonly<Record<string, number>>): RowHeights {
  const list = new RowHeights();
  list.setRows(rows(...Object.keys(heights)));
  for (const [key, height] of Object.entries(heights)) list.measure(key, height);
  return list;
}

test("edges are the sums of the heights above", () => {
  const list = measured({ a1: 10, b1: 30, a2: 20 });
  expect([0, 1, 2, 3].map((index) => list.edge(index))).toEqual([0, 10, 40, 60]);
  expect(list.total).toBe(60);
});

test("a row that was not drawn yet is taken to be as tall as others of its type", () => {
  const list = measured({ a1: 10, a2: 20, b1: 100 });
  list.setRows(rows("a1", "a2", "b1", "a3", "b2"));
  expect(list.edge(4) - list.edge(3)).toBe(15);
  expect(list.total).toBe(10 + 20 + 100 + 15 + 100);
});

test("a place belongs to the row that it lies in", () => {
  const list = measured({ a1: 10, b1: 30, a2: 20 });
  expect([-5, 0, 9.9, 10, 39, 40, 1000].map((place) => list.indexAt(place))).toEqual([0, 0, 0, 1, 1, 2, 2]);
});

test("rows keep their height when others come before them", () => {
  const list = measured({ a1: 10, a2: 30 });
  list.setRows(rows("b9", "a1", "a2"));
  list.measure("b9", 7);
  expect([1, 2, 3].map((index) => list.edge(index))).toEqual([7, 17, 47]);
});

test("a height counts once, however often it is measured", () => {
  const list = measured({ a1: 10 });
  expect(list.measure("a1", 10.2)).toBe(false);
  expect(list.measure("a1", 20)).toBe(true);
  list.setRows(rows("a1", "a2"));
  expect(list.total).toBe(40);
});

test("after a change of width the old heights are guesses only", () => {
  const list = measured({ a1: 10, a2: 30 });
  list.forget();
  expect(list.total).toBe(40);
  list.measure("a1", 50);
  expect(list.edge(1)).toBe(50);
});

test("an empty list has no height and no last row", () => {
  const list = new RowHeights();
  expect(list.total).toBe(0);
  expect(list.indexAt(10)).toBe(0);
  expect(list.indexOf("x")).toBeNull();
});
