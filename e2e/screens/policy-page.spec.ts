/** The page that `chancery policy render` writes, as the public sees it: a file, in every scheme of colours and size of window, and on A4. */
import { expect, test } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expectColours, expectSizes } from "./looks.ts";

const REPOSITORY = resolve(import.meta.dirname, "../..");

let folder: string;
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "chancery-page-"));
  // Six classes in two tables, room sets, a rule on trial; compared with an example, so that much has changed.
  const render = ["policy", "render", "policies/documents", "--before", "policies/examples/externals", "--output", folder];
  execFileSync(process.execPath, [join(REPOSITORY, "provisioning/main.ts"), ...render], { cwd: REPOSITORY });
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

for (const language of ["fr", "en"] as const) {
  test(`the page of the rules, ${language}`, async ({ page }) => {
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("request", (request) => {
      if (!/^(file|data):/.test(request.url())) complaints.push(`asked ${request.url()}`);
    });
    await page.goto(pathToFileURL(join(folder, `example-state-draft.${language}.html`)).href);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(language === "fr" ? "Messagerie de l’État" : "State Messaging");
    await page.evaluate(() => document.fonts.ready);
    expect(await page.evaluate(() => [...document.fonts].filter(({ status }) => status === "error").length)).toBe(0);
    await expectColours(page, `policy-page-${language}`);
    await expectSizes(page, `policy-page-${language}`);
    // The printable width of A4 with the page's margins, in CSS pixels: nothing is lost at the edge of the paper.
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: 672, height: 1000 });
    const lost = await page.evaluate(() => [...document.querySelectorAll("td, th, p, li")].filter((cell) => cell.getBoundingClientRect().right > document.documentElement.clientWidth + 1).length);
    expect(lost).toBe(0);
    expect(complaints).toEqual([]);
  });
}
