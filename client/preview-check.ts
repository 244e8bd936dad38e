/**
 * Looks at every preview screen in Chromium, light and dark: axe-core must find nothing, nothing may be thrown or logged as
 * an error, and nothing may be wider than the window, also at 400 × 600.
 * Run: `node client/preview-check.ts [--screens a,b] [--shots DIR] [--port N] [--size 1280x800]`.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { chromium, type Page } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createServer } from "vite";

const { values } = parseArgs({
  options: {
    screens: { type: "string" },
    shots: { type: "string" },
    port: { type: "string", default: "26010" },
    size: { type: "string", default: "1280x800" },
    lang: { type: "string", default: "fr" },
  },
});
const [width = 1280, height = 800] = values.size.split("x").map(Number);
const problems: string[] = [];

async function look(page: Page, screen: string, theme: "light" | "dark"): Promise<void> {
  const place = `${screen} (${theme})`;
  const note = (text: string): number => problems.push(`${place}: ${text}`);
  const onConsole = (message: { type(): string; text(): string }): void => {
    if (message.type() === "error") note(message.text());
  };
  const onError = (error: Error): void => void note(error.message);
  page.on("console", onConsole);
  page.on("pageerror", onError);
  await page.setViewportSize({ width, height });
  await page.goto(`http://127.0.0.1:${values.port}/preview.html?screen=${screen}&theme=${theme}&lang=${values.lang}`);
  try {
    await page.getByRole("heading").first().waitFor({ state: "attached", timeout: 10_000 });
  } catch {
    note("no heading appeared within 10 s");
  }
  await page.evaluate(() => document.fonts.ready);
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
  for (const violation of violations) note(`axe ${violation.id}: ${violation.nodes.map((node) => node.target.join(" ")).join(" | ")}`);
  if (values.shots) await page.screenshot({ path: `${values.shots}/${screen}-${theme}.png` });
  await page.setViewportSize({ width: 400, height: 600 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) note(`${wide} px too wide at 400 × 600`);
  if (values.shots && theme === "light") await page.screenshot({ path: `${values.shots}/${screen}-small.png` });
  page.off("console", onConsole);
  page.off("pageerror", onError);
}

/** The preview's own list. */
async function everyScreen(page: Page): Promise<string[]> {
  await page.goto(`http://127.0.0.1:${values.port}/preview.html`);
  await page.getByRole("link").first().waitFor();
  return page.getByRole("link").allTextContents();
}

if (values.shots) mkdirSync(values.shots, { recursive: true });
const server = await createServer({
  configFile: fileURLToPath(new URL("vite.config.ts", import.meta.url)),
  server: { host: "127.0.0.1", port: Number(values.port), strictPort: true, hmr: false, watch: null },
  logLevel: "error",
});
await server.listen();
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
let summary = "";
try {
  const context = await browser.newContext({ reducedMotion: "reduce" });
  const page = await context.newPage();
  const screens = values.screens?.split(",") ?? (await everyScreen(page));
  for (const screen of screens) for (const theme of ["light", "dark"] as const) await look(page, screen, theme);
  summary = problems.length === 0 ? `${screens.length} screens, light and dark: nothing found.` : problems.join("\n");
} finally {
  await browser.close();
  await server.close();
}
process.stdout.write(`${summary}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
