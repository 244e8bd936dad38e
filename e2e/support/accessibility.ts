/** What a screen reader gets: axe finds nothing, and the accessibility tree is what the snapshot says. */
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Fails with the rule, the element and the reason for each finding, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
    const findings = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id} (${colorScheme}): ${node.target.join(" ")} – ${node.failureSummary ?? ""}`));
    expect(findings).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null });
}
