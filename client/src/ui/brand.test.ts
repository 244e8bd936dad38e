import { expect, test } from "vitest";
import { BRAND_TOKENS, brandRules } from "./brand.ts";

test("a state's colours override both schemes, and never high contrast", () => {
  const rules = brandRules({ light: { accent: "#112233" }, dark: { accent: "#aabbcc" } });
  expect(rules).toContain("--accent: light-dark(#112233, #aabbcc);");
  expect(rules).toMatch(/^@media not \(\(prefers-contrast: more\) or \(forced-colors: active\)\)/);
});

test("a colour for one scheme only is left out: the other could not be read", () => {
  expect(brandRules({ light: { accent: "#112233" }, dark: {} })).toBe("");
});

test("nothing but known names and plain colours reaches the style sheet", () => {
  const attack = {
    accent: "#112233; } body { display: none",
    paper: "url(https://elsewhere.example/x.png)",
    "radius-control": "#112233",
    "ink: red; --x": "#112233",
  };
  expect(brandRules({ light: attack, dark: attack })).toBe("");
  expect(BRAND_TOKENS).not.toContain("font");
});
