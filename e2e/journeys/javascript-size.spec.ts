import { countJavaScript } from "../support/javascript-size.ts";
import { expect, test } from "../support/journey.ts";

/** What may be fetched before the first screen of rooms: bytes at gzip level 9, wasm apart. */
const MOST_BYTES = 450_000;

test("whoever is signed in fetches at most 450 kB of JavaScript before the rooms are shown", async ({ agent, openClient }) => {
  const window = await openClient();
  await window.enterFirstTime(await agent("Ada"));
  const counted = countJavaScript(window.page);
  await window.page.reload();
  await window.expectOpen();
  const bytes = await counted();
  expect(bytes).toBeGreaterThan(100_000);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
});
