import { liveSource } from "#client/domain/live.ts";
import { flushSync } from "svelte";
import { expect, test, vi } from "vitest";
import { fromLive } from "./from-live.svelte.ts";

test("a live value is followed while it is read, and let go afterwards", () => {
  const source = liveSource(1);
  let listeners = 0;
  const counted = {
    current: source.current,
    subscribe(listener: (value: number) => void) {
      const stop = source.subscribe(listener);
      listeners += 1;
      return () => {
        listeners -= 1;
        stop();
      };
    },
  };
  const value = fromLive(counted);
  const seen: number[] = [];
  const stop = $effect.root(() => {
    $effect(() => void seen.push(value.current));
  });
  flushSync();
  source.set(2);
  flushSync();
  expect(seen).toEqual([1, 2]);
  expect(listeners).toBe(1);
  stop();
  return vi.waitFor(() => expect(listeners).toBe(0));
});
