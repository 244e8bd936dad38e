import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { takeSetupLock } from "./setup-lock.mjs";

let root = "";
const lock = (): string => join(root, ".chancery", "setup.lock");

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "chancery-lock-"));
  await mkdir(join(root, ".chancery"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe("one set-up at a time", () => {
  it("a second one waits until the first has ended, and says for whom", async () => {
    const giveBack = await takeSetupLock(root, () => undefined);
    const heard: number[] = [];
    const order: string[] = [];
    const told = new Promise<void>((resolve) => {
      void takeSetupLock(root, (pid) => {
        heard.push(pid);
        resolve();
      }).then(() => order.push("second"));
    });
    await told;
    order.push("first");
    giveBack();
    await expect.poll(() => order).toEqual(["first", "second"]);
    expect(heard).toEqual([process.pid]);
  });

  it.each([
    ["a process that is gone", "999999999 12345"],
    ["a process whose number belongs to another one now", `${process.pid} 1`],
    ["a set-up that was killed while it wrote the lock", ""],
  ])("the lock of %s is taken over", async (_who, content) => {
    await writeFile(lock(), content);
    const giveBack = await takeSetupLock(root, () => expect.unreachable());
    expect(existsSync(lock())).toBe(true);
    giveBack();
    expect(existsSync(lock())).toBe(false);
  });
});
