import { describe, expect, it } from "vitest";
import { RendererCrashes } from "./renderer-crashes.ts";

describe("when the page's process dies", () => {
  it("it is loaded again three times, then the application says so and stops trying", () => {
    const crashes = new RendererCrashes();
    expect([1, 2, 3, 4].map((at) => crashes.next("crashed", at))).toEqual(["reload", "reload", "reload", "give_up"]);
  });

  it("what was long ago does not count", () => {
    const crashes = new RendererCrashes();
    for (const at of [0, 1, 2]) crashes.next("oom", at);
    expect(crashes.next("oom", 11 * 60_000)).toBe("reload");
  });

  it("an ordinary end is none", () => expect(new RendererCrashes().next("clean-exit", 0)).toBe("nothing"));
});
