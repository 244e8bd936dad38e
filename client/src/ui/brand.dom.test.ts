import { beforeEach, expect, test } from "vitest";
import { applyBrand } from "./brand.ts";

const NO_TOKENS = { light: {}, dark: {} };
const icon = (): string | null => document.querySelector('link[rel="icon"]')?.getAttribute("href") ?? null;

beforeEach(() => {
  document.head.innerHTML = '<link rel="icon" href="./icon.svg" />';
});

test("the tab wears the state's crest", () => {
  applyBrand(document, { tokens: NO_TOKENS, crest: '<svg xmlns="http://www.w3.org/2000/svg"/>' });
  expect(icon()).toBe(`data:image/svg+xml;charset=utf-8,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg"/>')}`);
});

test("a state without a crest keeps the building", () => {
  applyBrand(document, { tokens: NO_TOKENS, crest: null });
  expect(icon()).toBe("./icon.svg");
});
