/** What every screen must stand: each pair of colours, each size of window, both languages. */
import { expect, type Page } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { accessibilityFindings, settle } from "../support/accessibility.ts";

/** Set it to a folder to get pictures of everything, for looking at. */
const PICTURES = process.env["CHANCERY_PICTURES"];

type Media = NonNullable<Parameters<Page["emulateMedia"]>[0]>;

/** Every scheme that changes a colour; the first one is also measured in everything else. */
const COLOURS: readonly { readonly name: string; readonly media: Media }[] = [
  { name: "light", media: { colorScheme: "light", contrast: "no-preference", forcedColors: "none" } },
  { name: "dark", media: { colorScheme: "dark", contrast: "no-preference", forcedColors: "none" } },
  { name: "light, more contrast", media: { colorScheme: "light", contrast: "more", forcedColors: "none" } },
  { name: "dark, more contrast", media: { colorScheme: "dark", contrast: "more", forcedColors: "none" } },
  { name: "forced colours", media: { colorScheme: "light", contrast: "no-preference", forcedColors: "active" } },
];

/** The last one is 1280 × 800 at 200 % zoom. */
const SIZES = [
  { width: 1280, height: 800 },
  { width: 900, height: 800 },
  { width: 400, height: 600 },
  { width: 640, height: 400 },
] as const;

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name.replaceAll(/[^\w-]+/g, "-")}.png`) });
}

/** axe finds nothing in any scheme of colours: everything in the first one, contrast in all. */
export async function expectColours(page: Page, name: string): Promise<void> {
  for (const [index, { name: scheme, media }] of COLOURS.entries()) {
    await page.emulateMedia(media);
    await settle(page);
    expect.soft(await accessibilityFindings(page, scheme, index === 0 ? undefined : ["color-contrast"]), `${name}, ${scheme}`).toEqual([]);
    await picture(page, `${name}-${scheme}`);
  }
  await page.emulateMedia({ colorScheme: null, contrast: null, forcedColors: null });
}

/** What sticks out of the window, and which words are cut off without an ellipsis that says so. */
function outOfPlace(): string[] {
  const found: string[] = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth - root.clientWidth} px too wide`);
  const front = document.querySelector("dialog[open]") ?? document.body;
  for (const element of front.querySelectorAll<HTMLElement>("button, a, input, textarea, summary, h1, h2, p, li, dt, dd, label")) {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const hidden = style.visibility === "hidden" || style.clipPath !== "none" || element.closest("[inert]") !== null || !element.checkVisibility();
    if (hidden || box.width <= 1 || box.height <= 1) continue;
    const words = element.innerText.trim().slice(0, 40);
    // Somebody who reads can scroll down in every part of a screen, but nowhere to the side.
    if (box.right > root.clientWidth + 1 || box.left < -1) found.push(`<${element.localName}> "${words}" sticks out sideways`);
    if (element.scrollWidth > element.clientWidth + 1 && style.overflowX === "hidden" && style.textOverflow !== "ellipsis" && style.display !== "inline") found.push(`<${element.localName}> "${words}" is cut off`);
  }
  return found;
}

async function expectSize(page: Page, name: string, size: (typeof SIZES)[number]): Promise<void> {
  await page.setViewportSize(size);
  const scheme = `${size.width} × ${size.height}`;
  // Just after a change of size something may be on its way for a frame: what stays is what counts.
  await expect.poll(() => page.evaluate(outOfPlace), { message: `${name}, ${scheme}`, timeout: 5_000 }).toEqual([]);
  await picture(page, `${name}-${scheme}`);
}

/** Nothing sticks out and nothing is cut off in any size of window. */
export async function expectSizes(page: Page, name: string): Promise<void> {
  for (const size of SIZES) await expectSize(page, name, size);
  await page.setViewportSize(SIZES[0]);
}

/** The same, where there is least room for longer words. */
export const expectTightest = (page: Page, name: string): Promise<void> => expectSize(page, name, SIZES[2]);
