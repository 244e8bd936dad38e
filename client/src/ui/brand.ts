/** A state's own colours over those of tokens.css, as a constructed style sheet (the CSP allows no style attribute), and its crest. */
import type { Brand } from "#client/domain/ports/deployment.ts";

/** The tokens that a state may set. Shape, type and high-contrast values are not among them. */
export const BRAND_TOKENS = [
  "ground",
  "paper",
  "sunken",
  "line",
  "line-strong",
  "ink",
  "ink-2",
  "ink-3",
  "accent",
  "accent-hover",
  "on-accent",
  "accent-soft",
  "stop",
  "stop-hover",
  "on-stop",
  "stop-soft",
  "warn",
  "warn-soft",
  "public",
  "public-soft",
] as const;

/**
 * The rules that override tokens. A name that is no brand token or a value that is no `#rrggbb` colour is left out, and a
 * token set for one colour scheme only as well: half a brand could be unreadable in the other.
 * @returns text of a style sheet; empty when there is nothing to override
 */
export function brandRules(tokens: Brand["tokens"]): string {
  const lines = BRAND_TOKENS.flatMap((name) => {
    const light = tokens.light[name];
    const dark = tokens.dark[name];
    return isColour(light) && isColour(dark) ? [`--${name}: light-dark(${light}, ${dark});`] : [];
  });
  if (lines.length === 0) return "";
  return `@media not ((prefers-contrast: more) or (forced-colors: active)) { :root { ${lines.join(" ")} } }`;
}

/** A crest as the address of an image: it is shown, never inlined, since it comes from a data file. */
export const crestAddress = (crest: string): string => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(crest)}`;

/** Puts a state's colours in force in `document`, and its crest on the tab. */
export function applyBrand(document: Document, brand: Pick<Brand, "tokens" | "crest">): void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (icon !== null && brand.crest !== null) icon.href = crestAddress(brand.crest);
  const rules = brandRules(brand.tokens);
  if (rules === "") return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

function isColour(value: string | undefined): value is string {
  return value !== undefined && /^#[0-9a-f]{6}$/i.test(value);
}
