import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { holdFolder, inTurn } from "./exclusive.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "chancery-exclusive-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("whoever comes second waits, is told so once, and then has the folder alone", async () => {
  const order: string[] = [];
  let inside = 0;
  const signal = new AbortController().signal;
  const visit = (name: string): Promise<string | null> =>
    inTurn(folder, { signal, onWait: () => order.push(`${name} waits`) }, async () => {
      inside += 1;
      expect(inside).toBe(1);
      await new Promise(setImmediate);
      inside -= 1;
      return name;
    });
  expect(await Promise.all(["a", "b", "c"].map(visit))).toEqual(["a", "b", "c"]);
  expect(order.length).toBe(2);
});

test("what fails gives the folder back; who is interrupted while waiting does nothing", async () => {
  const stop = new AbortController();
  const options = { signal: stop.signal, onWait: () => stop.abort() };
  await expect(inTurn(folder, options, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  const giveBack = await holdFolder("playbook", folder);
  expect(giveBack).not.toBeNull();
  expect(await holdFolder("start", folder).then(async (other) => (await other?.(), other !== null))).toBe(true);
  expect(await inTurn(folder, options, () => Promise.resolve("done"))).toBeNull();
  await giveBack?.();
});
