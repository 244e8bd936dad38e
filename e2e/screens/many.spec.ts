/** Thousands of rooms and messages: what the eye rests on never jumps, the page stays small, and the keyboard reaches everything. */
import { expect, test, type Locator, type Page } from "@playwright/test";
import { openPreview } from "./preview.ts";

/** Far more than a screen shows, far less than there is. */
const MOST_ELEMENTS = 3_000;

const log = (page: Page): Locator => page.getByRole("log");
const list = (page: Page): Locator => page.getByRole("navigation", { name: "Vos conversations" });
const elements = (page: Page): Promise<number> => page.evaluate(() => document.getElementsByTagName("*").length);

async function openLongRoom(page: Page): Promise<() => readonly string[]> {
  const complaints = await openPreview(page, "conversations-many", "fr");
  await list(page).getByRole("button", { name: /^Coordination/ }).click();
  await expect(message(page, 10_000)).toBeInViewport();
  return complaints;
}

const message = (page: Page, number: number): Locator => log(page).getByRole("article").filter({ hasText: new RegExp(`(^|\\D)${number}\\. `) });

/** Two frames later everything that follows from a change has been drawn. */
const drawn = (page: Page): Promise<unknown> => page.evaluate(() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))));

/** Scrolls up by about `distance` px and waits until nothing loads any more. */
async function scrollUp(page: Page, distance: number): Promise<void> {
  await log(page).evaluate((element, by) => (element.scrollTop -= by), distance);
  await settled(page);
}

async function settled(page: Page): Promise<void> {
  let before = -1;
  await expect
    .poll(
      async () => {
        const now = await page.evaluate(() => window.preview?.loaded() ?? 0);
        const same = now === before;
        before = now;
        return same;
      },
      { intervals: [100] },
    )
    .toBe(true);
  await drawn(page);
}

/** Every message that is wholly on the screen, with its place; px from the upper edge of the log. */
function places(page: Page): Promise<Readonly<Record<string, number>>> {
  return log(page).evaluate((element) => {
    const frame = element.getBoundingClientRect();
    const found: Record<string, number> = {};
    for (const article of element.querySelectorAll<HTMLElement>("[data-message]")) {
      const box = article.getBoundingClientRect();
      if (box.top >= frame.top && box.bottom <= frame.bottom) found[article.dataset["message"] ?? ""] = box.top - frame.top;
    }
    return found;
  });
}

/** The farthest that any message moved that was on the screen before and is drawn still, in px. */
async function jump(page: Page, before: Readonly<Record<string, number>>): Promise<number> {
  return log(page).evaluate((element, were) => {
    const top = element.getBoundingClientRect().top;
    const moved = Object.entries(were).map(([key, place]) => {
      const now = element.querySelector(`[data-message="${CSS.escape(key)}"]`)?.getBoundingClientRect().top;
      return now === undefined ? Infinity : Math.abs(now - top - place);
    });
    return moved.length === 0 ? Infinity : Math.max(...moved);
  }, before);
}

test("the conversation stands still when history loads above, to the pixel", async ({ page }) => {
  const complaints = await openLongRoom(page);
  await scrollUp(page, 900);
  const loaded = await page.evaluate(() => window.preview?.loaded() ?? 0);
  const before = await places(page);
  // The place of each frame while more history comes.
  const moved = await log(page).evaluate(async (element) => {
    const first = [...element.querySelectorAll<HTMLElement>("[data-message]")].find((article) => article.getBoundingClientRect().top >= element.getBoundingClientRect().top + 100);
    if (first === undefined) return Infinity;
    const place = first.getBoundingClientRect().top;
    element.querySelector<HTMLElement>(".older button")?.click();
    let most = 0;
    for (let frame = 0; frame < 30; frame += 1) {
      await new Promise((next) => requestAnimationFrame(next));
      most = Math.max(most, Math.abs(first.getBoundingClientRect().top - place), first.isConnected ? 0 : Infinity);
    }
    return most;
  });
  await settled(page);
  expect(await page.evaluate(() => window.preview?.loaded() ?? 0)).toBeGreaterThan(loaded);
  expect(moved).toBeLessThan(1);
  expect(await jump(page, before)).toBeLessThan(1);
  expect(complaints()).toEqual([]);
});

test("a leap over more than is drawn lands where it was aimed, as with the scrollbar", async ({ page }) => {
  await openLongRoom(page);
  for (let leaps = 0; leaps < 4; leaps += 1) await scrollUp(page, 4_000);
  const missed = await log(page).evaluate(async (element) => {
    // After two frames, begun between frames as a person's scrolling is, everything has its size and place.
    const drawn = (): Promise<unknown> => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(next, 0))));
    let most = 0;
    for (const by of [2_000, 2_000, -3_000, 5_000]) {
      const wanted = element.scrollTop + by;
      element.scrollTop = wanted;
      await drawn();
      most = Math.max(most, Math.abs(element.scrollTop - wanted));
    }
    return most;
  });
  // What is drawn for the first time is taller or lower than was thought, by a row or two.
  expect(missed).toBeLessThan(300);
});

test("a message that arrives moves nobody who reads further up, and is counted on the way down", async ({ page }) => {
  await openLongRoom(page);
  await scrollUp(page, 2_000);
  const before = await places(page);
  await page.evaluate(() => window.preview?.arrive("Nouvelle du terrain."));
  const down = page.getByRole("button", { name: /1 nouveau message/ });
  await expect(down).toBeVisible();
  expect(await jump(page, before)).toBeLessThan(1);
  await expect(page.getByRole("status").filter({ hasText: "1 nouveau message" })).toBeAttached();
  await expect(log(page)).toHaveAttribute("aria-live", "off");
  await down.click();
  await expect(log(page).getByText("Nouvelle du terrain.")).toBeInViewport();
  await expect(log(page)).toHaveAttribute("aria-live", "polite");
});

test("whoever reads at the end sees what arrives, and the log says it", async ({ page }) => {
  await openLongRoom(page);
  await expect(log(page)).toHaveAttribute("aria-live", "polite");
  for (const text of ["Première.", "Deuxième.", "Troisième."]) {
    await page.evaluate((said) => window.preview?.arrive(said), text);
    await expect(log(page).getByText(text)).toBeInViewport({ ratio: 1 });
  }
});

for (const where of ["above", "inside"] as const) {
  test(`the conversation stands still when something ${where} the window gets its size`, async ({ page }) => {
    await openLongRoom(page);
    await scrollUp(page, 1_500);
    const before = await places(page);
    const [first = ""] = Object.keys(before);
    // What a picture does when it has come: its row grows.
    const kept = await log(page).evaluate(
      (element, [key, place]) => {
        const all = [...element.querySelectorAll<HTMLElement>("[data-message]")];
        const shown = all.findIndex((article) => article.dataset["message"] === key);
        const grown = all[place === "above" ? shown - 2 : shown + 3];
        if (grown === undefined) return null;
        grown.style.paddingBlockEnd = "240px";
        return all.slice(shown, place === "above" ? shown + 4 : shown + 4).map((article) => article.dataset["message"] ?? "");
      },
      [first, where] as const,
    );
    await drawn(page);
    expect(kept).not.toBeNull();
    expect(await jump(page, Object.fromEntries(Object.entries(before).filter(([key]) => kept?.includes(key))))).toBeLessThan(1);
  });
}

test("at the end, something that gets its size pushes the end into sight", async ({ page }) => {
  await openLongRoom(page);
  await log(page).evaluate((element) => {
    const last = [...element.querySelectorAll<HTMLElement>("[data-message]")].at(-3);
    if (last) last.style.paddingBlockEnd = "300px";
  });
  await drawn(page);
  await expect(message(page, 10_000)).toBeInViewport({ ratio: 1 });
});

test("all ten thousand messages can be scrolled through, and the page stays small", async ({ page }) => {
  test.setTimeout(120_000);
  await openLongRoom(page);
  const most = await log(page).evaluate(async (element) => {
    let found = 0;
    const next = (): Promise<number> => new Promise((frame) => requestAnimationFrame(frame));
    while (element.scrollTop > 0 || (window.preview?.loaded() ?? 0) < 10_000) {
      element.scrollTop -= 4_000;
      await next();
      found = Math.max(found, document.getElementsByTagName("*").length);
    }
    return found;
  });
  expect(most).toBeLessThan(MOST_ELEMENTS);
  await expect(message(page, 1)).toBeInViewport();
  await log(page).evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
  await drawn(page);
  expect(Object.keys(await places(page)).length).toBeGreaterThan(3);
  await page.getByRole("button", { name: "Aller aux derniers messages" }).click();
  await expect(message(page, 10_000)).toBeInViewport({ ratio: 1 });
});

test("arrows reach message after message beyond what is drawn, and the focus stays when its row scrolls away", async ({ page }) => {
  await openLongRoom(page);
  await message(page, 10_000).focus();
  for (let step = 0; step < 120; step += 1) await page.keyboard.press("ArrowUp");
  const focused = page.locator("[data-message]:focus");
  await expect(focused).toContainText("9880. ");
  await expect(focused).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("End");
  await expect(focused).toContainText("10000. ");
  await scrollUp(page, 20_000);
  await expect(focused).toContainText("10000. ");
  await page.keyboard.press("ArrowUp");
  await expect(focused).toContainText("9999. ");
  await expect(focused).toBeInViewport({ ratio: 1 });
});

test("of four thousand rooms a screenful is drawn; arrows and letters reach every one", async ({ page }) => {
  const complaints = await openPreview(page, "conversations-many", "fr");
  const rows = list(page).locator("[data-room]");
  await expect(rows.first()).toBeVisible();
  expect(await elements(page)).toBeLessThan(MOST_ELEMENTS);
  await list(page).locator("[data-room][tabindex='0']").focus();
  const focused = list(page).locator("[data-room]:focus");
  for (let step = 0; step < 60; step += 1) await page.keyboard.press("ArrowDown");
  await expect(focused).toBeInViewport({ ratio: 1 });
  await page.keyboard.type("dossier 3456");
  await expect(focused).toContainText("Dossier 3456");
  await expect(focused).toBeInViewport({ ratio: 1 });
  await page.getByRole("tabpanel").evaluate((panel) => (panel.scrollTop = 0));
  await drawn(page);
  await expect(focused).toContainText("Dossier 3456");
  await page.keyboard.press("ArrowDown");
  await expect(focused).toContainText("Dossier 3457");
  await expect(focused).toBeInViewport({ ratio: 1 });
  await expect(focused.locator("xpath=ancestor::li")).toHaveAttribute("aria-setsize", /^\d{4}$/);
  expect(await elements(page)).toBeLessThan(MOST_ELEMENTS);
  expect(complaints()).toEqual([]);
});

test("the list's own search finds a room that is not drawn", async ({ page }) => {
  await openPreview(page, "conversations-many", "fr");
  await page.keyboard.press("ControlOrMeta+K");
  await page.getByRole("combobox").fill("dossier 2222");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Dossier 2222", level: 1 })).toBeVisible();
});
