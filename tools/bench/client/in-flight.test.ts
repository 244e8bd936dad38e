import { expect, test } from "vitest";
import { inFlight } from "./in-flight.ts";

test("everything is done once, in order of outcome, and never more than asked at the same time", async () => {
  let under = 0;
  let most = 0;
  const outcomes = await inFlight(3, 10, async (index) => {
    under += 1;
    most = Math.max(most, under);
    await Promise.resolve();
    under -= 1;
    return index * 2;
  });
  expect(outcomes).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
  expect(most).toBe(3);
});

test("nothing to do is done at once, and a failure is told", async () => {
  expect(await inFlight(4, 0, () => Promise.reject(new Error("never")))).toEqual([]);
  await expect(inFlight(2, 3, (index) => (index === 1 ? Promise.reject(new Error("broken")) : Promise.resolve()))).rejects.toThrow("broken");
});
