import { afterEach, expect, test, vi } from "vitest";
import { painted } from "./next-frame.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("where there is no window nothing is waited for", async () => {
  await expect(painted()).resolves.toBeUndefined();
});

test("what waits for the paint goes on after the frame, and in a hidden window that gets none", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const frames: (() => void)[] = [];
  vi.stubGlobal("requestAnimationFrame", (frame: () => void) => frames.push(frame));
  vi.stubGlobal("cancelAnimationFrame", () => undefined);
  const done: string[] = [];
  void painted().then(() => done.push("shown"));
  await vi.advanceTimersByTimeAsync(10);
  expect(done).toEqual([]);
  // The first frame may have been due before anything was drawn.
  frames.pop()?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(done).toEqual([]);
  frames.pop()?.();
  await Promise.resolve();
  expect(done).toEqual([]);
  await vi.advanceTimersByTimeAsync(0);
  expect(done).toEqual(["shown"]);
  void painted().then(() => done.push("hidden"));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(done).toEqual(["shown", "hidden"]);
});
