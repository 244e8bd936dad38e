import { expect, test } from "vitest";
import { liveSource } from "../domain/live.ts";
import type { StoreFailure } from "../domain/ports/local-store.ts";
import { storageWatch } from "./storage-watch.ts";

test("a full disk passes, damaged messages stay until they are acknowledged, and a store that is gone comes first", async () => {
  const trouble = liveSource<StoreFailure | null>(null);
  let forgotten = 0;
  const { watch, close } = storageWatch({ trouble }, { count: 2, forget: async () => void (forgotten += 1) });
  expect(watch.trouble.current()).toEqual({ code: "damaged", messages: 2 });
  trouble.set({ code: "full" });
  expect(watch.trouble.current()).toEqual({ code: "full" });
  trouble.set(null);
  expect(watch.trouble.current()).toEqual({ code: "damaged", messages: 2 });
  trouble.set({ code: "closed" });
  expect(watch.trouble.current()).toEqual({ code: "gone" });
  trouble.set(null);
  await watch.acknowledgeDamage();
  expect(watch.trouble.current()).toBeNull();
  expect(forgotten).toBe(1);
  close();
  trouble.set({ code: "full" });
  expect(watch.trouble.current()).toBeNull();
});
