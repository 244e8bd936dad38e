import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runQuietly, stopEverything } from "./run-quietly.mjs";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "chancery-quiet-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const isAlive = (pid: number): Promise<boolean> => readFile(`/proc/${pid}/cmdline`, "utf8").then((text) => text !== "", () => false);
const writtenPid = async (): Promise<number> => Number(await readFile(join(folder, "pid"), "utf8").catch(() => ""));
const longRun = (): string[] => ["/bin/sh", "-c", `echo $$ > ${folder}/pid; exec sleep 60`];

describe("a program of the set-up", () => {
  it("what it says is kept, with its exit code", async () => {
    expect(await runQuietly(["/bin/sh", "-c", "echo out; echo err >&2; exit 4"])).toEqual({ exitCode: 4, output: "out\n", complaint: "err\n" });
  });

  it("ends when the set-up is interrupted", async () => {
    const ended = runQuietly(longRun());
    await expect.poll(writtenPid, { timeout: 5000 }).toBeGreaterThan(0);
    stopEverything();
    expect((await ended).exitCode).toBeNull();
  });

  it("does not go on writing when the set-up is killed", async () => {
    const program = join(folder, "setup.mjs");
    await writeFile(program, `import { runQuietly } from ${JSON.stringify(join(import.meta.dirname, "run-quietly.mjs"))};\nawait runQuietly(${JSON.stringify(longRun())});`);
    const setup = spawn(process.execPath, [program], { stdio: "ignore" });
    await expect.poll(writtenPid, { timeout: 5000 }).toBeGreaterThan(0);
    const pid = await writtenPid();
    expect(await isAlive(pid)).toBe(true);
    setup.kill("SIGKILL");
    await once(setup, "exit");
    await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false);
  });
});
