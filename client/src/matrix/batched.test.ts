import { afterEach, describe, expect, it, vi } from "vitest";
import { batched } from "./batched.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("work that many things ask for", () => {
  it("is done once, and once more for what is asked meanwhile, never twice at a time", async () => {
    let running = 0;
    let runs = 0;
    let finish: () => void = () => undefined;
    const work = batched(async () => {
      running += 1;
      runs += 1;
      expect(running).toBe(1);
      await new Promise<void>((resolve) => void (finish = resolve));
      running -= 1;
    });
    work.request();
    work.request();
    await vi.waitFor(() => expect(runs).toBe(1));
    work.request();
    work.request();
    finish();
    await vi.waitFor(() => expect(runs).toBe(2));
    finish();
    await vi.waitFor(() => expect(running).toBe(0));
    expect(runs).toBe(2);
  });

  it("is not done after it was stopped, and an error under a stopped run is nobody's business", async () => {
    let fail: (error: Error) => void = () => undefined;
    let runs = 0;
    const work = batched(() => {
      runs += 1;
      return new Promise<void>((_resolve, reject) => void (fail = reject));
    });
    work.request();
    await vi.waitFor(() => expect(runs).toBe(1));
    work.stop();
    work.request();
    fail(new Error("client stopped"));
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(runs).toBe(1);
  });

  it("rests between two runs where it is told to, and not before the first", async () => {
    const at: number[] = [];
    const work = batched(() => void at.push(performance.now()), 40);
    work.request();
    await vi.waitFor(() => expect(at).toHaveLength(1));
    work.request();
    work.request();
    await vi.waitFor(() => expect(at).toHaveLength(2));
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(38);
    const rare = batched(() => void at.push(performance.now()), 60_000);
    rare.request();
    await vi.waitFor(() => expect(at).toHaveLength(3));
  });

  it("waits for the next frame, and goes on in a hidden window that gets none", () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const frames: (() => void)[] = [];
    vi.stubGlobal("requestAnimationFrame", (frame: () => void) => frames.push(frame));
    vi.stubGlobal("cancelAnimationFrame", (handle: number) => void frames.splice(handle - 1, 1));
    let runs = 0;
    const inFrames = batched(() => void (runs += 1));
    inFrames.request();
    expect(runs).toBe(0);
    frames[0]!();
    expect(runs).toBe(1);
    vi.advanceTimersByTime(1_000);
    expect(runs).toBe(1);
    const hidden = batched(() => void (runs += 1));
    hidden.request();
    vi.advanceTimersByTime(1_000);
    expect(runs).toBe(2);
    expect(frames).toEqual([]);
  });
});
