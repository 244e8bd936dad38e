import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deploymentLayout, type DeploymentLayout } from "./layout.ts";
import { claimDirectory, emptyDirectory } from "./marker.ts";
import { takeStartLock } from "./start-lock.ts";

let parent: string;
let layout: DeploymentLayout;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "chancery-marker-"));
  layout = deploymentLayout(join(parent, "deployment"));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

describe("beginning afresh", () => {
  test("empties a deployment and leaves what lies outside, also behind a link", async () => {
    const precious = join(parent, "precious");
    await mkdir(precious);
    await writeFile(join(precious, "thesis.txt"), "years of work");
    expect((await claimDirectory(layout)).ok).toBe(true);
    await mkdir(join(layout.directory, "homeserver"));
    await writeFile(layout.accounts, "{}");
    await symlink(precious, join(layout.directory, "link"));
    expect(await emptyDirectory(layout)).toEqual({ ok: true, value: true });
    expect(await readdir(layout.directory)).toEqual([".chancery-deployment"]);
    expect(await readdir(precious)).toEqual(["thesis.txt"]);
  });

  test.each([
    ["without the marker", null],
    ["with a marker that says something else", "something else"],
  ])("deletes nothing in a folder %s, and says so", async (_what, mark) => {
    await mkdir(layout.directory);
    await writeFile(join(layout.directory, "thesis.txt"), "years of work");
    if (mark !== null) await writeFile(layout.marker, mark);
    const result = await emptyDirectory(layout);
    expect(result.ok ? null : result.failure.code).toBe("directory_not_ours");
    expect(await readdir(layout.directory)).toContain("thesis.txt");
    const claimed = await claimDirectory(layout);
    expect(claimed.ok ? null : claimed.failure.code).toBe("directory_not_ours");
  });

  test("has nothing to do where nothing is", async () => {
    expect(await emptyDirectory(layout)).toEqual({ ok: true, value: false });
  });
});

describe("two starts of one deployment", () => {
  test("the second is told who has it", async () => {
    const first = await takeStartLock(layout.lock);
    if (!first.ok) throw new Error("the first gets it");
    const second = await takeStartLock(layout.lock);
    expect(second.ok ? null : [second.failure.code, second.failure.what.en.includes(String(process.pid))]).toEqual(["already_running", true]);
    await first.value();
    expect((await takeStartLock(layout.lock)).ok).toBe(true);
  });

  test("a lock whose holder was killed is taken over, also when its number now belongs to somebody else", async () => {
    await mkdir(layout.run, { recursive: true });
    for (const left of [`{"pid":${process.pid},"started":"1"}`, `{"pid":4194999,"started":"1"}`, "", "half a fi"]) {
      await writeFile(layout.lock, left);
      const taken = await takeStartLock(layout.lock);
      expect(taken.ok).toBe(true);
      if (taken.ok) await taken.value();
    }
  });
});
