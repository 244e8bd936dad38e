import { describe, expect, it } from "vitest";
import { isSameInstallation } from "./installed-packages.mjs";

const packages = (entries: Record<string, object>) => JSON.stringify({ lockfileVersion: 3, packages: entries });
const svelte = { version: "5.57.3", integrity: "sha512-a" };
const lock = packages({ "": { name: "chancery" }, "node_modules/svelte": svelte, "node_modules/node-arm64": { version: "24.21.0", integrity: "sha512-b", optional: true } });

describe("node_modules belongs to package-lock.json", () => {
  it("when npm recorded the same packages, those of other machines left out", () => {
    expect(isSameInstallation(lock, packages({ "node_modules/svelte": svelte }))).toBe(true);
  });
  it("not when a package is missing", () => expect(isSameInstallation(lock, packages({}))).toBe(false));
  it("not when one has another version or another hash", () => {
    expect(isSameInstallation(lock, packages({ "node_modules/svelte": { ...svelte, version: "5.57.2" } }))).toBe(false);
    expect(isSameInstallation(lock, packages({ "node_modules/svelte": { ...svelte, integrity: "sha512-x" } }))).toBe(false);
  });
  it("not when an optional one that is there has another hash", () => {
    const other = { version: "24.21.0", integrity: "sha512-x", optional: true };
    expect(isSameInstallation(lock, packages({ "node_modules/svelte": svelte, "node_modules/node-arm64": other }))).toBe(false);
  });
  it("not when there is one that the lock file does not name", () => {
    expect(isSameInstallation(lock, packages({ "node_modules/svelte": svelte, "node_modules/extra": svelte }))).toBe(false);
  });
  it("not when npm recorded nothing, or the record is broken", () => {
    expect(isSameInstallation(lock, null)).toBe(false);
    expect(isSameInstallation(lock, '{"packages": {"node_mod')).toBe(false);
    expect(isSameInstallation(lock, "[]")).toBe(false);
  });
});
