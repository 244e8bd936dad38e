import { expect, test } from "vitest";
import { typeAhead } from "./type-ahead.ts";

const NAMES = ["Coordination", "Éléonore Petit", "Élise Roux", "Logistique"];

const press = (key: string, timeStamp: number, more: Partial<KeyboardEvent> = {}): KeyboardEvent => ({ key, timeStamp, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, ...more }) as KeyboardEvent; // what is read of it

/** @returns where each key leads, beginning at `at`. */
function typed(keys: string, at: number, pause = 100): (number | null)[] {
  const type = typeAhead();
  let here = at;
  return [...keys].map((key, index) => {
    const to = type(press(key, 10_000 + index * pause), here, NAMES);
    here = to ?? here;
    return to;
  });
}

test("letters lead to the row that begins with them, whatever their accents and case", () => {
  expect(typed("eli", 0)).toEqual([1, 1, 2]);
  expect(typed("L", 0)).toEqual([3]);
});

test("the same letter goes round", () => {
  expect(typed("eee", 0)).toEqual([1, 2, 1]);
});

test("after a pause a new word begins", () => {
  expect(typed("lc", 0, 2_000)).toEqual([3, 0]);
});

test("a space is part of a name, but presses the button when nothing was typed", () => {
  expect(typed("eleonore p", 0).at(-1)).toBe(1);
  expect(typed(" ", 0)).toEqual([null]);
});

test("shortcuts and what begins no name lead nowhere", () => {
  expect(typeAhead()(press("k", 1, { ctrlKey: true }), 0, NAMES)).toBeNull();
  expect(typed("z", 0)).toEqual([null]);
});
