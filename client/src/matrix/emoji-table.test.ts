import { expect, test } from "vitest";
import { emojiNumber } from "./emoji-table.ts";

test("the ends and some in between have the numbers of the specification", () => {
  const expected: readonly [string, number][] = [["🐶", 0], ["🌷", 15], ["☁️", 21], ["❤️", 29], ["🤖", 31], ["🎩", 32], ["✏️", 43], ["☎️", 49], ["📌", 63]];
  for (const [symbol, number] of expected) expect(emojiNumber(symbol)).toBe(number);
});

test("another symbol has none", () => {
  expect(emojiNumber("🥖")).toBeNull();
  expect(emojiNumber("")).toBeNull();
});
