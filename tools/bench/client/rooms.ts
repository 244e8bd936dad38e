/** What a person does in rooms, timed inside the page from the event on: opening one, writing, scrolling through all of it. */
import { expect, type Page } from "@playwright/test";

declare global {
  interface Window {
    /** ms from Enter until the message is painted, and until the homeserver's answer shows */
    chanceryWritten?: Promise<readonly (number | undefined)[]>;
    /** ms from the click until the room is painted; null: the click met another row */
    chanceryClicked?: Promise<number | null>;
  }
}

const PATIENCE_MS = 120_000;
/** As many messages fill the pane. */
const MESSAGES_ON_SCREEN = 5;
const CLICKS = 20;

/** Clicks a room of the list with the pointer, so that a page that is busy counts as it does for a person. @returns ms from the click until its messages are painted */
export async function openRoomByClick(page: Page, name: string): Promise<number> {
  const row = page.locator("[data-room]").filter({ hasText: name }).first();
  await expect(row).toBeVisible({ timeout: PATIENCE_MS });
  // Rows move while others are still coming: a click that meets the neighbour opens nothing, and is made again.
  for (let attempt = 0; attempt < CLICKS; attempt += 1) {
    await row.scrollIntoViewIfNeeded();
    const box = await row.boundingBox();
    if (box === null) continue;
    await page.evaluate(armClick, [name, MESSAGES_ON_SCREEN] as const);
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    const painted = await page.evaluate(() => window.chanceryClicked);
    if (painted !== null && painted !== undefined) return painted;
  }
  throw new Error(`the row of ${name} was never where it had just been`);
}

/** In the page: waits for the next click. What it resolves to: ms until the room is painted, or null when the click met another row. */
function armClick([title, enough]: readonly [string, number]): void {
  const painted = window.chanceryProbe?.untilPainted("click", () => document.querySelector("main h1")?.textContent?.trim() === title && document.querySelectorAll("[role=log] article .said").length >= enough);
  const missed = new Promise<null>((resolve) => {
    window.addEventListener(
      "click",
      (event) => {
        const met = event.target instanceof Element ? event.target.closest("[data-room]") : null;
        if (met?.textContent?.includes(title)) return;
        event.preventDefault();
        event.stopPropagation();
        resolve(null);
      },
      { capture: true, once: true },
    );
  });
  window.chanceryClicked = Promise.race([missed, painted ?? NaN]);
}

/** Writes `text` into the open room. @returns ms from Enter until it is painted, and until the homeserver's answer shows */
export async function writeMessage(page: Page, text: string): Promise<{ readonly echo: number; readonly answer: number }> {
  const composer = page.getByRole("textbox", { name: /^Écrire à/ });
  await composer.click();
  await page.keyboard.insertText(text);
  // Both clocks wait before the key is pressed.
  await page.evaluate((said) => {
    const written = (): Element | undefined => [...document.querySelectorAll("[role=log] article")].findLast((article) => article.textContent?.includes(said));
    const echo = window.chanceryProbe?.untilPainted("keydown", () => written() !== undefined);
    const answer = window.chanceryProbe?.untilPainted("keydown", () => written()?.classList.contains("quiet") === false);
    window.chanceryWritten = Promise.all([echo, answer]);
  }, text);
  await page.keyboard.press("Enter");
  const [echo, answer] = (await page.evaluate(() => window.chanceryWritten)) ?? [];
  return { echo: echo ?? NaN, answer: answer ?? NaN };
}

/** The first message on this device: the people of the room are new to it, and the sender is asked about them. */
export async function writeFirstMessage(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: /^Écrire à/ }).click();
  await page.keyboard.insertText(text);
  await page.keyboard.press("Enter");
  const asked = page.getByRole("button", { name: /^Envoyer, elles? comprises?$/ });
  const arrived = page.locator("[role=log] article:not(.quiet)").filter({ hasText: text }).last();
  await expect(asked.or(arrived).first()).toBeVisible({ timeout: PATIENCE_MS });
  if (await asked.isVisible()) await asked.click();
  await expect(arrived).toBeVisible({ timeout: PATIENCE_MS });
}

export interface Scrolled {
  /** ms of the slowest frame */
  readonly slowestFrame: number;
  readonly framesOver50: number;
  readonly frames: number;
  /** most elements that the page held at once */
  readonly mostElements: number;
}

/** Scrolls the open room to its beginning, as history loads, and back to its end. @param patience ms that each way may take */
export async function scrollThrough(page: Page, patience: number): Promise<Scrolled> {
  return page.evaluate(async (patience) => {
    const log = document.querySelector<HTMLElement>("[role=log]");
    if (log === null) throw new Error("no room is open");
    // Goes on between two frames, as a person's scrolling comes: within one, a row that gets its size is put back into the place where the eye last rested.
    const frame = (): Promise<number> => new Promise((next) => requestAnimationFrame((now) => setTimeout(() => next(now), 0)));
    const began = performance.now();
    let last = await frame();
    let slowestFrame = 0;
    let framesOver50 = 0;
    let frames = 0;
    let mostElements = 0;
    const step = async (by: number): Promise<void> => {
      log.scrollTop += by;
      const now = await frame();
      slowestFrame = Math.max(slowestFrame, now - last);
      if (now - last > 50) framesOver50 += 1;
      last = now;
      frames += 1;
      if (frames % 20 === 0) mostElements = Math.max(mostElements, document.getElementsByTagName("*").length);
    };
    // How many messages there are is told once the beginning is known.
    const atStart = (): boolean => log.scrollTop <= 0 && ![undefined, null, "-1"].includes(log.querySelector("article")?.getAttribute("aria-setsize"));
    while (!atStart()) {
      if (performance.now() - began > patience) throw new Error(`the beginning was not reached: at ${log.scrollTop} of ${log.scrollHeight} px after ${frames} frames`);
      await step(-600);
    }
    const turned = performance.now();
    while (log.scrollTop + log.clientHeight < log.scrollHeight - 2) {
      if (performance.now() - turned > patience) throw new Error(`the end was not reached: ${log.scrollTop} of ${log.scrollHeight} px`);
      await step(2_000);
    }
    return { slowestFrame, framesOver50, frames, mostElements };
  }, patience);
}
