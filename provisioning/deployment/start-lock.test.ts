import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { takeStartLock } from "./start-lock.ts";

let folder: string;
let lock: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "chancery-start-lock-"));
  lock = join(folder, "start.lock");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const GONE = JSON.stringify({ pid: 999999999, started: "12345" });
const CONTENDERS = 12;
const ROUNDS = 25;

/** Another program that takes the lock and keeps it. */
const HOLDER = `
  import { takeStartLock } from ${JSON.stringify(join(import.meta.dirname, "start-lock.ts"))};
  const taken = await takeStartLock(process.argv[2]);
  console.log(taken.ok ? "taken" : taken.failure.code);
  setInterval(() => undefined, 1000);
`;

describe("one start at a time", () => {
  test.each([
    ["nothing is there", null],
    ["a lock of a process that is gone is there", GONE],
    ["a lock is there that was cut off while it was written", ""],
  ])("of several that begin together exactly one goes on, when %s", async (_what, content) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      if (content !== null) await writeFile(lock, content);
      const taken = await Promise.all(Array.from({ length: CONTENDERS }, () => takeStartLock(lock)));
      expect(taken.filter(({ ok }) => ok).length).toBe(1);
      expect(new Set(taken.map((each) => (each.ok ? "taken" : each.failure.code)))).toEqual(new Set(["taken", "already_running"]));
      for (const each of taken) if (each.ok) await each.value();
      expect(await readdir(dirname(lock))).toEqual([]);
    }
  });

  test("a process that is killed gives it back at once", async () => {
    const script = join(folder, "holder.ts");
    await writeFile(script, HOLDER);
    const holder = spawn(process.execPath, [script, lock], { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(holder, "exit");
    const [said] = (await once(holder.stdout, "data")) as [Buffer];
    expect(said.toString()).toBe("taken\n");
    const refused = await takeStartLock(lock);
    expect(refused.ok ? null : refused.failure).toMatchObject({ code: "already_running", remedy: { en: expect.stringContaining(`kill ${holder.pid}`) } });
    holder.kill("SIGKILL");
    await ended;
    const taken = await takeStartLock(lock);
    if (!taken.ok) throw new Error(taken.failure.code);
    await taken.value();
  }, 60_000);

  test("the same folder by another path is the same", async () => {
    const link = `${folder}-link`;
    await symlink(folder, link);
    const taken = await takeStartLock(lock);
    expect((await takeStartLock(join(link, "start.lock"))).ok).toBe(false);
    if (taken.ok) await taken.value();
    await rm(link);
  });
});
