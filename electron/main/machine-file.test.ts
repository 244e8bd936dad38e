import { describe, expect, it } from "vitest";
import { readMachineFile, trialDeploymentPath, trialFolder, type FileFacts, type MachineFiles } from "./machine-file.ts";

const ROOT_FOLDER: FileFacts = { uid: 0, mode: 0o755, isFile: false };
const GOOD: Record<string, FileFacts> = {
  "/etc/chancery/deployment.json": { uid: 0, mode: 0o644, isFile: true },
  "/etc/chancery": ROOT_FOLDER,
  "/etc": ROOT_FOLDER,
  "/": ROOT_FOLDER,
};

const files = (facts: Record<string, FileFacts>, content: string | null = "{}"): MachineFiles => ({ facts: (path) => facts[path] ?? null, read: () => content });

describe("the machine's deployment file", () => {
  it("is read when only the administrator can write it", () => {
    expect(readMachineFile(files(GOOD))).toEqual({ ok: true, json: "{}" });
  });

  it("is refused when the person at the machine owns it", () => {
    const facts = { ...GOOD, "/etc/chancery/deployment.json": { uid: 1000, mode: 0o644, isFile: true } };
    expect(readMachineFile(files(facts))).toEqual({ ok: false, reason: "writable_by_user" });
  });

  it.each([0o664, 0o646, 0o666])("is refused with mode %o", (mode) => {
    expect(readMachineFile(files({ ...GOOD, "/etc/chancery/deployment.json": { uid: 0, mode, isFile: true } }))).toMatchObject({ ok: false });
  });

  it("is refused when a folder above it can be written by others: the file could be exchanged", () => {
    expect(readMachineFile(files({ ...GOOD, "/etc/chancery": { uid: 0, mode: 0o777, isFile: false } }))).toMatchObject({ ok: false });
    expect(readMachineFile(files({ ...GOOD, "/etc": { uid: 1000, mode: 0o755, isFile: false } }))).toMatchObject({ ok: false });
  });

  it("is refused when it is a link or a folder", () => {
    expect(readMachineFile(files({ ...GOOD, "/etc/chancery/deployment.json": ROOT_FOLDER }))).toMatchObject({ ok: false });
  });

  it("says when it is missing or cannot be read", () => {
    expect(readMachineFile(files({}))).toEqual({ ok: false, reason: "missing" });
    expect(readMachineFile(files(GOOD, null))).toEqual({ ok: false, reason: "unreadable" });
  });
});

describe("a deployment to try out", () => {
  it("can be named on the command line of an unpackaged build", () => {
    expect(trialDeploymentPath(["electron", ".", "--deployment-file=/tmp/d.json"], false)).toBe("/tmp/d.json");
    expect(trialDeploymentPath(["electron", "."], false)).toBeNull();
    expect(trialFolder(["electron", ".", "--data-folder=/tmp/d"], false)).toBe("/tmp/d");
  });

  it("is never taken by a packaged build", () => {
    expect(trialDeploymentPath(["chancery", "--deployment-file=/tmp/d.json"], true)).toBeNull();
    expect(trialFolder(["chancery", "--data-folder=/tmp/d"], true)).toBeNull();
  });
});
