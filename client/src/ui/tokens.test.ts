import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { contrastRatio } from "./contrast.ts";

type Scheme = "light" | "dark";

const css = readFileSync(new URL("tokens.css", import.meta.url), "utf8");
const highContrastAt = css.indexOf("@media (prefers-contrast: more)");
const forcedAt = css.indexOf("@media (forced-colors: active)");

/** Colours of one block of the file, by token, for one colour scheme. */
function colours(block: string, scheme: Scheme): Map<string, string> {
  const found = [...block.matchAll(/--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)];
  return new Map(found.map(([, name, light, dark]) => [name ?? "", (scheme === "light" ? light : dark) ?? ""]));
}

const SURFACES = ["ground", "paper", "sunken"];
const TONES = ["accent", "stop", "warn", "public"];

/** Every pair that components put together: [what is drawn, what it is drawn on]. */
const TEXT: [string, string][] = [
  ...["ink", "ink-2", "ink-3", ...TONES].flatMap((ink) => SURFACES.map((on): [string, string] => [ink, on])),
  ...TONES.flatMap((tone): [string, string][] => [
    ["ink", `${tone}-soft`],
    ["ink-2", `${tone}-soft`],
    [tone, `${tone}-soft`],
  ]),
  ["on-accent", "accent"],
  ["on-accent", "accent-hover"],
  ["on-stop", "stop"],
  ["on-stop", "stop-hover"],
];
const CONTROLS: [string, string][] = SURFACES.flatMap((on): [string, string][] => [
  ["line-strong", on],
  ["accent", on],
  ["stop", on],
]);

describe.each([
  { name: "as usual", block: css.slice(0, highContrastAt), text: 4.5, control: 3 },
  { name: "in high contrast", block: css.slice(highContrastAt, forcedAt), text: 7, control: 4.5 },
])("colours $name", ({ block, text, control }) => {
  test.each(["light", "dark"] as const)("every pair of text and surface can be read (%s)", (scheme) => {
    const colour = colours(block, scheme);
    const poor = TEXT.map(([ink, on]) => ({ ink, on, ratio: contrastRatio(colour.get(ink) ?? "", colour.get(on) ?? "") })).filter(
      ({ ratio }) => !(ratio >= text),
    );
    expect(poor).toEqual([]);
  });

  test.each(["light", "dark"] as const)("borders of controls and the focus ring can be seen (%s)", (scheme) => {
    const colour = colours(block, scheme);
    const poor = CONTROLS.map(([line, on]) => ({ line, on, ratio: contrastRatio(colour.get(line) ?? "", colour.get(on) ?? "") })).filter(
      ({ ratio }) => !(ratio >= control),
    );
    expect(poor).toEqual([]);
  });
});

test("contrast is measured as WCAG does: 21 for black on white, 1 for a colour on itself", () => {
  expect(contrastRatio("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrastRatio("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  expect(contrastRatio("#0b5a53", "#0b5a53")).toBe(1);
});

test("forced colours use the system's words only", () => {
  const block = css.slice(forcedAt, css.indexOf("@media (prefers-reduced-motion"));
  expect(block).not.toMatch(/#[0-9a-f]{3,}|rgb\(/);
});
