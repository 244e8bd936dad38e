import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { inTime } from "./in-time.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("what never ends is given up once patience is over, by name", async () => {
  const waited = expect(inTime("the bare page", 3_000, new Promise(() => undefined))).rejects.toThrow("the bare page: not done after 3 s");
  await vi.advanceTimersByTimeAsync(3_000);
  await waited;
});

test("what ends in time is told as it is, and nothing goes on ticking", async () => {
  expect(await inTime("the bare page", 3_000, Promise.resolve(7))).toBe(7);
  await expect(inTime("the bare page", 3_000, Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(vi.getTimerCount()).toBe(0);
});
