import { beforeEach, expect, test } from "vitest";
import { nextTheme, restoreTheme, setTheme, theme } from "./theme.svelte.ts";

const root = document.documentElement;

beforeEach(() => {
  window.localStorage.clear();
  setTheme("system", root, window.localStorage);
});

test("a chosen appearance is worn at once and comes back at the next start", () => {
  setTheme("dark", root, window.localStorage);
  expect(root.dataset["theme"]).toBe("dark");
  delete root.dataset["theme"];
  restoreTheme(root, window.localStorage);
  expect(root.dataset["theme"]).toBe("dark");
  expect(theme()).toBe("dark");
});

test("as the computer says means that nothing is worn", () => {
  setTheme("dark", root, window.localStorage);
  setTheme("system", root, window.localStorage);
  expect(root.dataset["theme"]).toBeUndefined();
});

test("what somebody else wrote into the storage is ignored", () => {
  window.localStorage.setItem("chancery.theme", "pink");
  restoreTheme(root, window.localStorage);
  expect(root.dataset["theme"]).toBeUndefined();
});

test("a browser that stores nothing still changes its appearance", () => {
  const denied = {
    setItem: () => {
      throw new Error("denied");
    },
  };
  setTheme("light", root, denied);
  expect(root.dataset["theme"]).toBe("light");
});

test("the menu goes round all three", () => {
  expect([nextTheme("system"), nextTheme("light"), nextTheme("dark")]).toEqual(["light", "dark", "system"]);
});
