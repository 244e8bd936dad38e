import { describe, expect, it } from "vitest";
import { noticeText } from "./notice-text.ts";

describe("the words of a notification", () => {
  it("stay as they are when they are plain", () => expect(noticeText("Nouveau message de Maëlle Le Goff")).toBe("Nouveau message de Maëlle Le Goff"));

  it.each([
    ['<a href="https://evil.test">x</a>', /[<>]/],
    ['<img src="https://evil.test/track.png">', /[<>]/],
    ["&lt;b&gt;", /&/],
    ["line\nanother\u2028third\tfourth", /[\n\t\u2028]/],
    ["Camille\u202Eeriaf\u2066", /[\u202A-\u202E\u2066-\u2069]/],
    ["a\u0000b\u0007", /[\u0000\u0007]/u],
  ])("have nothing in them that could mean something: %j", (text, forbidden) => expect(noticeText(text)).not.toMatch(forbidden));

  it("are never long", () => {
    expect([...noticeText("😀".repeat(500))]).toHaveLength(120);
    expect(noticeText("a".repeat(120))).toBe("a".repeat(120));
  });
});
