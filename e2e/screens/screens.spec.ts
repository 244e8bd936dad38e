/** Every screen of the preview, as it stands when it opens. */
import { expect, test } from "@playwright/test";
import { PREVIEW_SCREENS } from "#client/app/preview-names.ts";
import { expectColours, expectSizes, expectTightest } from "./looks.ts";
import { openPreview } from "./preview.ts";

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
