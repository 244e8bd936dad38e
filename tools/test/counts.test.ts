import { describe, expect, it } from "vitest";
import { playwrightCount, plainCount, pytestCount, vitestCount } from "./counts.ts";
import { honestCount } from "./stage.ts";

describe("the closing lines of the runners", () => {
  it.each([
    [vitestCount, " Test Files  1 failed | 6 passed (7)\n      Tests  3 failed | 84 passed (87)\n", { passed: 84, failed: 3 }],
    [vitestCount, "      Tests  18 passed (18)\n", { passed: 18, failed: 0 }],
    [pytestCount, "===== 2 failed, 40 passed, 1 error in 3.21s =====\n", { passed: 40, failed: 3 }],
    [pytestCount, "12 passed in 0.21s\n", { passed: 12, failed: 0 }],
    [playwrightCount, "  1 failed\n    [chromium] › a.ts\n  2 flaky\n  1 did not run\n  10 passed (2.1m)\n", { passed: 10, failed: 4 }],
    [plainCount, "noise\n7 passed, 1 failed\n", { passed: 7, failed: 1 }],
  ])("are counted", (count, output, expected) => expect(count(output)).toEqual(expected));

  it.each([vitestCount, pytestCount, playwrightCount, plainCount])("are not invented", (count) => expect(count("nothing ran\n")).toBeNull());
});

describe("a stage's result", () => {
  it("never passes when the command failed", () => {
    expect(honestCount(1, { passed: 5, failed: 0 })).toEqual({ passed: 5, failed: 1 });
    expect(honestCount(null, null)).toEqual({ passed: 0, failed: 1 });
  });

  it("fails when a runner ran no test", () => expect(honestCount(0, { passed: 0, failed: 0 })).toEqual({ passed: 0, failed: 1 }));

  it("is one check for a command that only says yes or no", () => expect(honestCount(0, null)).toEqual({ passed: 1, failed: 0 }));
});
