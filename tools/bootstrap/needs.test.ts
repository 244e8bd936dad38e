import { describe, expect, it } from "vitest";
import { needsOf } from "./needs.mjs";

describe("what a command needs", () => {
  it("start opens a browser, unless it is told to open nothing", () => {
    expect(needsOf("start", [], {})?.browser).toBe(true);
    expect(needsOf("start", ["--no-open"], {})?.browser).toBe(false);
    expect(needsOf("start", ["--json", "--no-open"], {})?.browser).toBe(false);
    expect(needsOf("start", ["--help"], {})?.browser).toBe(false);
  });

  it("start opens no browser where the Electron application is given", () => {
    expect(needsOf("start", [], { ELECTRON_OVERRIDE_DIST_PATH: "/opt/electron" })?.browser).toBe(false);
  });

  it("start runs the command line with `start` before the caller's own arguments", () => {
    expect(needsOf("start", ["--reset"], {})?.program).toEqual(["provisioning/main.ts", "start"]);
  });

  it("test needs a browser whatever it is given, the tools of start, and an environment of its own", () => {
    const needs = needsOf("test", ["--no-open"], {});
    expect(needs?.browser).toBe(true);
    expect(needs?.environments.map(({ lock }) => lock)).toEqual(["tools/python/start.lock", "tools/python/test.lock"]);
  });

  it("mutants are tried in both languages, without a browser", () => {
    expect(needsOf("mutation", [], {})).toMatchObject({ program: ["tools/mutation/main.ts"], browser: false, environments: [{ lock: "tools/python/test.lock" }] });
  });

  it("a long run needs no browser", () => {
    expect(needsOf("soak", ["sync"], {})).toMatchObject({ program: ["e2e/soak/main.ts"], browser: false });
  });

  it("bench needs a browser except to measure the start", () => {
    expect(needsOf("bench", [], {})?.browser).toBe(true);
    expect(needsOf("bench", ["start"], {})?.browser).toBe(false);
  });

  it("fuzz and bench policy need both evaluators and no browser", () => {
    for (const needs of [needsOf("fuzz", [], {}), needsOf("bench", ["policy"], {})]) {
      expect(needs).toMatchObject({ browser: false, environments: [{ lock: "tools/python/test.lock" }] });
    }
  });

  it.each([undefined, "", "deploy", "constructor"])("there is no command %j", (command) => expect(needsOf(command, [], {})).toBeNull());
});
