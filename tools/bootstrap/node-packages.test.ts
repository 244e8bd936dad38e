import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { arePackagesInstalled, installPackages, lockedNode } from "./node-packages.mjs";

let root = "";
const LOCK = JSON.stringify({ packages: { "": {}, "node_modules/svelte": { version: "5.57.3", integrity: "sha512-a" } } });

/** An npm whose `ci` first lays down what a finished installation has, and then does what the script says. */
const npm = async (script: string, nodeVersion = "v24.21.0"): Promise<void> => {
  const bin = join(root, "bin");
  await mkdir(bin);
  const node = lockedNode(root);
  const lines = [
    "#!/bin/sh",
    `mkdir -p "${dirname(node)}"`,
    `printf '#!/bin/sh\\n${nodeVersion === "" ? "" : `echo ${nodeVersion}`}\\n' > "${node}"; chmod +x "${node}"`,
    `cp package-lock.json node_modules/.package-lock.json`,
    script,
  ];
  await writeFile(join(bin, "npm"), `${lines.join("\n")}\n`, { mode: 0o755 });
  vi.stubEnv("PATH", `${bin}:${process.env["PATH"]}`);
  vi.stubEnv("npm_execpath", undefined);
};

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "chancery-packages-"));
  await writeFile(join(root, "package-lock.json"), LOCK);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true, force: true });
});

describe("the JavaScript packages", () => {
  it("are installed once, and again when the lock file has changed", async () => {
    await npm("exit 0");
    expect(arePackagesInstalled(root)).toBe(false);
    expect(await installPackages(root)).toBeNull();
    expect(arePackagesInstalled(root)).toBe(true);
    await writeFile(join(root, "package-lock.json"), LOCK.replace("5.57.3", "5.57.4"));
    expect(arePackagesInstalled(root)).toBe(false);
  });

  it("are not trusted when npm failed, even if everything seems to be there", async () => {
    await npm("echo 'npm error code ENOTFOUND' >&2; exit 1");
    expect(await installPackages(root)).toContain("ENOTFOUND");
    expect(arePackagesInstalled(root)).toBe(false);
  });

  it("are not trusted when npm ended well but could not unpack on a full disk", async () => {
    await npm("echo 'npm warn tar TAR_ENTRY_ERROR ENOSPC: no space left on device, write' >&2; exit 0");
    expect(await installPackages(root)).toContain("ENOSPC");
    expect(arePackagesInstalled(root)).toBe(false);
  });

  it("are not trusted when Node is an empty file, which the shell runs without complaint", async () => {
    await npm("exit 0", "");
    expect(await installPackages(root)).toContain("npm brought no Node");
    expect(arePackagesInstalled(root)).toBe(false);
  });

  it("that somebody installed by hand are taken as they are", async () => {
    await npm("exit 0");
    await installPackages(root);
    await rm(join(root, ".chancery"), { recursive: true });
    expect(arePackagesInstalled(root)).toBe(true);
  });
});
