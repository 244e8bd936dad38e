import { describe, expect, it } from "vitest";
import { bytesNeeded, choosePython, missingFrom, remedyFor, type Facts } from "./requirements.mjs";

const complete: Facts = {
  platform: "linux",
  nodeVersion: "20.20.2",
  npm: true,
  python: { command: "python3", version: "3.11.2", venv: true },
  sshKeygen: true,
  browser: true,
  root: false,
  aptGet: true,
  sudo: true,
};
const everything = { npm: true, python: true, browser: true };
const remedy = (facts: Facts, wanted = everything) => remedyFor(facts, missingFrom(facts, wanted));

describe("what this machine lacks", () => {
  it("nothing, when all of it is there", () => expect(remedy(complete)).toEqual({ kind: "nothing" }));

  it("a browser is missed only where something is opened", () => {
    expect(missingFrom({ ...complete, browser: false }, everything)).toEqual(["browser"]);
    expect(missingFrom({ ...complete, browser: false }, { ...everything, browser: false })).toEqual([]);
  });

  it("Python is missed only where an environment has to be made", () => {
    expect(missingFrom({ ...complete, python: null }, { ...everything, python: false })).toEqual([]);
    expect(missingFrom({ ...complete, python: null }, everything)).toEqual(["python"]);
  });

  it("another operating system or an old Node cannot be helped by packages, whatever else is missing", () => {
    expect(remedy({ ...complete, platform: "darwin", browser: false, root: true })).toEqual({ kind: "impossible", missing: ["linux", "browser"] });
    expect(remedy({ ...complete, nodeVersion: "18.20.4" })).toEqual({ kind: "impossible", missing: ["node"] });
  });

  it("is installed when root may do so, and otherwise named with its packages", () => {
    const facts = { ...complete, browser: false, sshKeygen: false };
    const packages = ["openssh-client", "chromium"];
    expect(remedy({ ...facts, root: true })).toMatchObject({ kind: "install", packages });
    expect(remedy(facts)).toMatchObject({ kind: "tell", packages });
    expect(remedy({ ...facts, root: true, aptGet: false })).toMatchObject({ kind: "tell", packages });
  });

  it("venv comes for the very Python that was found", () => {
    expect(remedy({ ...complete, python: { command: "python3.13", version: "3.13.1", venv: false } })).toMatchObject({
      missing: ["python-venv"],
      packages: ["python3.13-venv"],
    });
  });
});

describe("which Python is taken", () => {
  const python = (command: string, version: string, venv = true) => ({ command, version, venv });

  it("never one that is too old", () => {
    expect(choosePython([python("python3", "3.9.2"), python("python2", "2.7.18"), python("python3.8", "")])).toBeNull();
    expect(choosePython([python("python3", "3.9.2"), python("python3.12", "3.12.1")])?.command).toBe("python3.12");
  });
  it("the system's own before others", () => {
    expect(choosePython([python("python3", "3.11.2"), python("python3.13", "3.13.0")])?.command).toBe("python3");
  });
  it("one that the lock files were tried with before a newer one", () => {
    expect(choosePython([python("python3", "3.14.0"), python("python3.13", "3.13.0")])?.command).toBe("python3.13");
    expect(choosePython([python("python3", "3.14.0")])?.command).toBe("python3");
  });
  it("one that can make environments before one that cannot", () => {
    expect(choosePython([python("python3", "3.11.2", false), python("python3.12", "3.12.0")])?.command).toBe("python3.12");
    expect(choosePython([python("python3", "3.11.2", false)])).toMatchObject({ venv: false });
  });
});

describe("disk space", () => {
  it("is asked for only for what has to be installed", () => {
    expect(bytesNeeded({ npm: false, environments: [] })).toBe(0);
    expect(bytesNeeded({ npm: true, environments: [] })).toBeGreaterThan(300_000_000);
    expect(bytesNeeded({ npm: true, environments: ["tools", "tests"] })).toBeGreaterThan(bytesNeeded({ npm: true, environments: ["tools"] }));
  });
});
