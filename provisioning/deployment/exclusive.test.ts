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
  const { signal } = new AbortController();
  const told: string[] = [];
  const bothWait = Promise.withResolvers<void>();
  let inside = 0;
  const visit = (name: string, work: () => Promise<void>): Promise<string | null> =>
    inTurn(folder, { signal, onWait: () => void (told.push(name) === 2 && bothWait.resolve()) }, async () => {
      inside += 1;
      expect(inside).toBe(1);
      await work();
      inside -= 1;
      return name;
    });
  const began = Promise.withResolvers<void>();
  const first = visit("first", () => (began.resolve(), bothWait.promise));
  await began.promise;
  const others = ["second", "third"].map((name) => visit(name, () => Promise.resolve()));
  expect(await Promise.all([first, ...others])).toEqual(["first", "second", "third"]);
  expect(told.toSorted()).toEqual(["second", "third"]);
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
