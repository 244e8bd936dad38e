/** No room: the browser's share for the client is used up, or the disk under the browser's profile is full to the last byte. Both for real. */
import { chromium, type BrowserContext, type Page } from "@playwright/test";
import { expectAccessible } from "../support/accessibility.ts";
import { smallShare, type BrowserShare } from "../support/browser-share.ts";
import { ClientWindow } from "../support/client-window.ts";
import { smallDisk, whyNoDisk } from "../support/full-disk.ts";
import { expect, meet, test } from "../support/journey.ts";

const NO_DISK = whyNoDisk();
const skipped = NO_DISK === null ? "" : ` (skipped, because no disk can be mounted here: ${NO_DISK})`;
const FULL = /Il n’y a plus de place sur cet ordinateur\s: les nouveaux messages/;

/** Names of the session's databases, which the browser deletes all at once when it finds their log damaged. */
const databases = (page: Page): Promise<string[]> =>
  page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? "").filter((name) => /^chancery-(crypto|store|secrets)/.test(name)).sort());

test("a share that is used up keeps what there is, says so while one writes, and takes messages again when there is room", async ({ agent, deployment, openClient }) => {
  const [ada, basile] = [await agent("Ada"), await agent("Basile")];
  let share: BrowserShare | null = null;
  const hers = await openClient(async (page) => (share = await smallShare(page, deployment.client)));
  const { exhaust, restore } = share as unknown as BrowserShare; // `openClient` has called what sets it
  const his = await openClient();
  await meet({ ada, basile, hers, his });
  await hers.write("There was room for this.");
  await his.expectMessage("There was room for this.");
  await exhaust();
  await hers.write("There is none for this.");
  await expect(hers.page.getByText(FULL)).toBeVisible();
  // The words stay where they were typed.
  const field = hers.page.getByRole("textbox", { name: /^Écrire à/ });
  await expect(field).toHaveValue("There is none for this.");
  await expectAccessible(hers.page);
  await restore();
  await field.press("Enter");
  await his.expectMessage("There is none for this.");
  await expect(hers.page.getByText(FULL)).toHaveCount(0);
  await expect(his.messages.getByText(/^There/)).toHaveText(["There was room for this.", "There is none for this."]);
});

test(`a really full disk costs nothing that was kept, and no key, also when one starts on it${skipped}`, async ({ agent, deployment, openClient }) => {
  test.skip(NO_DISK !== null);
  const disk = smallDisk();
  let context: BrowserContext | null = null;
  const start = async (): Promise<ClientWindow> => {
    await context?.close();
    context = await chromium.launchPersistentContext(disk.profile, { ...test.info().project.use.launchOptions, locale: "fr-FR", timezoneId: "Europe/Paris" });
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(deployment.client);
    return new ClientWindow(page);
  };
  try {
    const [ada, basile] = [await agent("Ada"), await agent("Basile")];
    let hers = await start();
    const his = await openClient();
    await meet({ ada, basile, hers, his });
    await hers.write("There was room for this.");
    await his.expectMessage("There was room for this.");
    const before = await databases(hers.page);
    expect(before.length).toBeGreaterThan(3);

    await test.step("while one writes", async () => {
      disk.fill();
      await hers.write("There is none for this.");
      // What encrypts lost its databases with the others: the conversations may close, which says why, and nothing is sent.
      await expect(hers.page.getByText(FULL).or(hers.page.getByText("Rien n’a été effacé.")).first()).toBeVisible();
      disk.free();
    });

    await test.step("after a start with room", async () => {
      hers = await start();
      await hers.expectOpen();
      await hers.openRoom("Basile");
      await hers.expectMessage("There was room for this.");
      expect(await databases(hers.page)).toEqual(before);
      // It was kept, or it is typed again.
      if ((await hers.message("There is none for this.").count()) === 0) await hers.write("There is none for this.");
      await his.expectMessage("There is none for this.");
      await expect(his.messages.getByText(/^There/)).toHaveText(["There was room for this.", "There is none for this."]);
    });

    await test.step("a start on the full disk, and what is received meanwhile", async () => {
      disk.fill();
      await his.write("Are you there?");
      for (let time = 0; time < 2; time += 1) {
        await hers.page.reload();
        // Where so little is written that it still fits, the conversations open. A browser that makes room while it fails is not called full.
        await expect(hers.list.or(hers.page.getByText("Rien n’a été effacé.")).first()).toBeVisible();
      }
      hers = await start();
      await expect(hers.list.or(hers.page.getByText("Rien n’a été effacé.")).first()).toBeVisible();
      disk.free();
    });

    await test.step("everything is there again, and stays there", async () => {
      for (let time = 0; time < 2; time += 1) {
        hers = await start();
        await hers.expectOpen();
        await hers.openRoom("Basile");
        for (const text of ["There was room for this.", "There is none for this.", "Are you there?"]) await hers.expectMessage(text);
        expect(await databases(hers.page)).toEqual(before);
      }
      await hers.write("Here I am.");
      await his.expectMessage("Here I am.");
    });
  } finally {
    await (context as BrowserContext | null)?.close();
    disk.remove();
  }
});
