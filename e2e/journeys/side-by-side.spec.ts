import "fake-indexeddb/auto";
import { runSideBySide } from "../side-by-side/run.ts";
import { restartHomeserver } from "../support/homeserver.ts";
import { expect, test } from "../support/journey.ts";

/** A short run of what `npm run soak -- sync` does at length. No window: what is compared is what the screens are given. */
test("both ways of syncing show the same over a random script, and what happened", async ({ deployment }) => {
  test.setTimeout(300_000);
  const result = await runSideBySide(deployment, {
    seed: 7,
    steps: 120,
    compareEvery: 20,
    killEvery: 70,
    restartServer: () => restartHomeserver(deployment),
    say: () => undefined,
  });
  expect(result.differences).toEqual([]);
  expect(result.comparisons).toBeGreaterThan(6);
  expect(result.timelinesCompared).toBeGreaterThan(60);
});
