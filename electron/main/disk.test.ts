import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { filesBelow, machineFiles, secretFiles } from "./disk.ts";
import { readMachineFile } from "./machine-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chancery-disk-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the machine's file on a real disk", () => {
  it("is not read through a link, and not from a folder that others can write", () => {
    const [real, link] = [join(folder, "real.json"), join(folder, "link.json")];
    writeFileSync(real, "{}", { mode: 0o644 });
    symlinkSync(real, link);
    expect(machineFiles.facts(link)?.isFile).toBe(false);
    expect(readMachineFile(machineFiles, link)).toEqual({ ok: false, reason: "writable_by_user" });
    // Every folder for temporary files can be written by all.
    chmodSync(real, 0o644);
    expect(readMachineFile(machineFiles, real)).toEqual({ ok: false, reason: "writable_by_user" });
    expect(readMachineFile(machineFiles, join(folder, "missing.json"))).toEqual({ ok: false, reason: "missing" });
  });
});

describe("secrets on a real disk", () => {
  it("are readable by the owner alone, whatever the umask, and leave no draft", () => {
    const before = process.umask(0);
    try {
      const files = secretFiles(join(folder, "secrets"));
      expect(files.write("store-key", Uint8Array.of(1, 2, 3))).toBe("written");
      expect(files.read("store-key")).toEqual(Uint8Array.of(1, 2, 3));
      expect(readdirSync(join(folder, "secrets"))).toEqual(["store-key.sealed"]);
      expect((statSync(join(folder, "secrets")).mode & 0o777).toString(8)).toBe("700");
      expect((statSync(join(folder, "secrets", "store-key.sealed")).mode & 0o777).toString(8)).toBe("600");
      files.removeAll();
      expect(existsSync(join(folder, "secrets"))).toBe(false);
      expect(files.read("store-key")).toBeNull();
    } finally {
      process.umask(before);
    }
  });
});

describe("the files of the built client", () => {
  it("are those that lie there, never what a link leads to", () => {
    mkdirSync(join(folder, "assets"));
    writeFileSync(join(folder, "index.html"), "");
    writeFileSync(join(folder, "assets", "app.js"), "");
    symlinkSync("/etc/passwd", join(folder, "passwd.html"));
    symlinkSync("/etc", join(folder, "etc"));
    expect([...filesBelow(folder)].sort()).toEqual(["assets/app.js", "index.html"]);
  });
});
