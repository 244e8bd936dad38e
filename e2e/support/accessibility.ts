/** What a screen reader gets: axe finds nothing, and the accessibility tree is what the snapshot says. */
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** WCAG 2.2 AA and what axe calls best practice. */
export const AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Fails with the rule, the element and the reason for each finding, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await settle(page);
    const { violations } = await new AxeBuilder({ page }).withTags(AXE_RULES).analyze();
    const findings = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id} (${colorScheme}): ${node.target.join(" ")} – ${node.failureSummary ?? ""}`));
    expect(findings).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null });
  await settle(page);
}

/** Colours change over 150 ms: axe must measure what stays, not what is on the way from light to dark. */
export async function settle(page: Page): Promise<void> {
  await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== "running" || animation.effect?.getComputedTiming().iterations === Infinity));
}
