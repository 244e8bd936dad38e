import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isEnvironmentMade, makeEnvironment } from "./python-environment.mjs";

const environment = { directory: "venv", lock: "some.lock" };
let root = "";

/** A Python that makes "environments" of one file, whose pip does what PIP says. */
const fakePython = async (pip: string): Promise<string> => {
  const path = join(root, "python");
  const installed = `#!/bin/sh\n${pip}\n`;
  await writeFile(join(root, "pip-part"), installed, { mode: 0o755 });
  // arguments: -I -m venv --clear DIRECTORY
  await writeFile(path, `#!/bin/sh\nmkdir -p "$5/bin" && cp "${root}/pip-part" "$5/bin/python"\n`);
  await chmod(path, 0o755);
  return path;
};

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "chancery-environment-"));
  await writeFile(join(root, "some.lock"), "ansible-core==2.19.14 --hash=sha256:00\n");
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe("a Python environment", () => {
  it("is made once, and is not made again while its lock file stays", async () => {
    expect(isEnvironmentMade(root, environment)).toBe(false);
    expect(await makeEnvironment(root, environment, await fakePython("exit 0"))).toBeNull();
    expect(isEnvironmentMade(root, environment)).toBe(true);
  });

  it("is made again when the lock file has changed", async () => {
    await makeEnvironment(root, environment, await fakePython("exit 0"));
    await writeFile(join(root, "some.lock"), "ansible-core==2.19.15 --hash=sha256:00\n");
    expect(isEnvironmentMade(root, environment)).toBe(false);
  });

  it("is not trusted when pip failed, and what pip said is told", async () => {
    const said = await makeEnvironment(root, environment, await fakePython("echo 'No space left on device' >&2; exit 1"));
    expect(said).toContain("No space left on device");
    expect(isEnvironmentMade(root, environment)).toBe(false);
  });

  it("that was complete is no longer trusted once its renewal has begun and failed", async () => {
    await makeEnvironment(root, environment, await fakePython("exit 0"));
    await makeEnvironment(root, environment, await fakePython("exit 1"));
    expect(isEnvironmentMade(root, environment)).toBe(false);
  });

  it("is not trusted when its Python has left the machine", async () => {
    await makeEnvironment(root, environment, await fakePython("exit 0"));
    await rm(join(root, "venv", "bin", "python"));
    expect(isEnvironmentMade(root, environment)).toBe(false);
  });

  it("is installed with hashes, from wheels only", async () => {
    await mkdir(join(root, "seen"));
    await makeEnvironment(root, environment, await fakePython(`echo "$@" > "${root}/seen/arguments"; exit 0`));
    const seen = await readFile(join(root, "seen", "arguments"), "utf8");
    expect(seen).toContain("--require-hashes");
    expect(seen).toContain("--only-binary :all:");
  });

  it("says so when the Python itself cannot run", async () => {
    expect(await makeEnvironment(root, environment, join(root, "no-such-python"))).toMatch(/no-such-python.*(ENOENT|No such file)|(ENOENT|No such file).*no-such-python/);
    expect(existsSync(join(root, "venv", "installed.lock"))).toBe(false);
  });
});
