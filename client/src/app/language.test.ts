import { expect, test } from "vitest";
import { initialLanguage, keepLanguage } from "./language.ts";

const nothing = { getItem: () => null };
const denied = {
  getItem: (): never => {
    throw new Error("denied");
  },
  setItem: (): never => {
    throw new Error("denied");
  },
};

test("the first language of the browser that there is a catalogue for is taken", () => {
  expect(initialLanguage(nothing, ["de-DE", "en-US", "fr"])).toBe("en");
  expect(initialLanguage(nothing, ["fr-BE", "en"])).toBe("fr");
  expect(initialLanguage(nothing, ["de", "es"])).toBe("fr");
  expect(initialLanguage(nothing, [])).toBe("fr");
});

test("what was chosen before wins, unless it is no language", () => {
  expect(initialLanguage({ getItem: () => "fr" }, ["en"])).toBe("fr");
  expect(initialLanguage({ getItem: () => "xx" }, ["en"])).toBe("en");
});

test("a browser that denies storage still starts", () => {
  expect(initialLanguage(denied, ["en"])).toBe("en");
  expect(() => keepLanguage(denied, "fr")).not.toThrow();
});
