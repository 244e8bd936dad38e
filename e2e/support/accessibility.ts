/** What a screen reader gets: axe finds nothing, and the accessibility tree is what the snapshot says. */
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** WCAG 2.2 AA and what axe calls best practice. */
export const AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * @param look what is emulated, in words. @param rules single rules; all of `AXE_RULES` unless said otherwise
 * @returns the rule, the element and the reason of each finding
 */
export async function accessibilityFindings(page: Page, look: string, rules?: readonly string[]): Promise<readonly string[]> {
  // What is not looked at is not gathered; and in this mode no second page is opened to put the results of frames together: there are none.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode();
  const { violations } = await (rules === undefined ? axe.withTags(AXE_RULES) : axe.withRules([...rules])).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id} (${look}): ${node.target.join(" ")} – ${node.failureSummary ?? ""}`));
}

/** Fails with each finding, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await settle(page);
    expect(await accessibilityFindings(page, colorScheme)).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null });
  await settle(page);
}

/** Colours change over 150 ms: axe must measure what stays, not what is on the way from light to dark. */
export async function settle(page: Page): Promise<void> {
  await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== "running" || animation.effect?.getComputedTiming().iterations === Infinity));
}
