import { expect, test } from "vitest";
import { atEnd, scrollAfterChange } from "./scroll-keeper.ts";

const place = (top: number) => ({ top, height: 1000, viewport: 400 });

test("whoever reads at the end stays at the end when a message arrives", () => {
  expect(scrollAfterChange(place(600), 1050, false)).toBe(650);
});

test("whoever reads further up is not moved by a new message", () => {
  expect(scrollAfterChange(place(300), 1050, false)).toBeNull();
});

test("when older messages come, the line under the eye stays where it is", () => {
  expect(scrollAfterChange(place(100), 1800, true)).toBe(900);
});

test("a few pixels above the end still count as the end", () => {
  expect(atEnd(place(560))).toBe(true);
  expect(atEnd(place(500))).toBe(false);
});
