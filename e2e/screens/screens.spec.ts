/** Every screen of the preview, as it stands when it opens. */
import { expect, test } from "@playwright/test";
import { PREVIEW_SCREENS } from "#client/app/preview-names.ts";
import { accessibilityFindings } from "../support/accessibility.ts";
import { expectColours, expectSizes, expectTightest } from "./looks.ts";
import { openPreview } from "./preview.ts";

test("what is wrong is found, in each scheme of colours", async ({ page }) => {
  await page.setContent('<html lang="fr"><title>x</title><main><h1>x</h1><p style="color: #999; background: #fff">pâle</p><img src="data:,"></main>');
  expect((await accessibilityFindings(page, "light")).map((finding) => finding.split(" ")[0])).toEqual(["color-contrast", "image-alt"]);
  expect((await accessibilityFindings(page, "light", ["color-contrast"])).map((finding) => finding.split(" ")[0])).toEqual(["color-contrast"]);
});

for (const screen of PREVIEW_SCREENS) {
  test(screen, async ({ page }) => {
    const complaints = await openPreview(page, screen, "fr");
    await expectColours(page, screen);
    await expectSizes(page, screen);
    await openPreview(page, screen, "en");
    await expectTightest(page, `${screen}-en`);
    expect(complaints()).toEqual([]);
  });
}
