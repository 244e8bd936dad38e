import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "chancery-launch-"));
  await writeFile(
    join(folder, "launcher.mjs"),
    `import { launch } from ${JSON.stringify(join(import.meta.dirname, "launch.mjs"))};
     process.exitCode = await launch(process.execPath, process.argv.slice(2), ${JSON.stringify(folder)});`,
  );
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Launches a program without a terminal; gives its standard output and how the launcher ended. */
const launched = async (program: string, signal?: NodeJS.Signals): Promise<{ output: string; code: number | null }> => {
  const path = join(folder, "program.mjs");
  await writeFile(path, program);
  const launcher = spawn(process.execPath, [join(folder, "launcher.mjs"), path, "one", "two words"], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  launcher.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    if (signal !== undefined && text.includes("waiting")) launcher.kill(signal);
  });
  const [code] = (await once(launcher, "close")) as [number | null];
  return { output, code };
};

const waits = (signal: string, code: number): string =>
  `const alive = setInterval(() => undefined, 1000);
   process.once(${JSON.stringify(signal)}, () => { console.log("heard"); clearInterval(alive); process.exitCode = ${code}; });
   console.log("waiting");`;

// Each starts two programs: a busy machine takes its time.
describe("running the real program", { timeout: 30_000 }, () => {
  it("hands on its arguments and its exit code", async () => {
    const { output, code } = await launched("console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 7;");
    expect(JSON.parse(output)).toEqual(["one", "two words"]);
    expect(code).toBe(7);
  });

  it.each(["SIGTERM", "SIGHUP", "SIGINT"] as const)("hands on %s and waits for the program to end in its own way", async (signal) => {
    expect(await launched(waits(signal, 5), signal)).toEqual({ output: "waiting\nheard\n", code: 5 });
  });

  it("is killed itself: the program is told to end, and does so in its own way", async () => {
    const path = join(folder, "program.mjs");
    const witness = join(folder, "ended");
    await writeFile(
      path,
      `import { writeFileSync } from "node:fs";
       const alive = setInterval(() => undefined, 1000);
       process.once("SIGTERM", () => { writeFileSync(${JSON.stringify(witness)}, "in order"); clearInterval(alive); });
       console.log("waiting");`,
    );
    const launcher = spawn(process.execPath, [join(folder, "launcher.mjs"), path], { stdio: ["ignore", "pipe", "pipe"] });
    await once(launcher.stdout, "data");
    launcher.kill("SIGKILL");
    await expect.poll(() => readFile(witness, "utf8").catch(() => null), { timeout: 20_000 }).toBe("in order");
  });

  it("says with its exit code that a signal ended the program", async () => {
    expect((await launched("process.kill(process.pid, 'SIGKILL'); setInterval(() => undefined, 1000);")).code).toBe(137);
  });
});
