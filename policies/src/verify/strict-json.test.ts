import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOfText } from "./bytes.ts";
import { parseStrictJson } from "./strict-json.ts";

const parse = (text: string) => parseStrictJson(bytesOfText(text));

describe("strict JSON", () => {
  it("reads what JSON.stringify writes, with integers", { timeout: 30_000 }, () => {
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: "small", maxDepth: 3, withCrossShrink: true },
        fc.oneof(fc.constant(null), fc.boolean(), fc.maxSafeInteger().filter((value) => !Object.is(value, -0)), fc.string({ unit: "binary" })),
        fc.array(tie("tree"), { maxLength: 4 }),
        fc.dictionary(fc.string({ unit: "binary" }), tie("tree"), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(tree, fc.constantFrom(0, 1, 2), (value, space) => {
        expect(parse(JSON.stringify(value, null, space))).toEqual({ ok: true, value });
      }),
    );
  });

  it("accepts nothing that JSON.parse refuses", { timeout: 30_000 }, () => {
    const pieces = fc.array(fc.constantFrom("{", "}", "[", "]", ",", ":", '"a"', '"', "1", "-", "0", "true", "nul", " ", "\\", "\\u0041", "\n"), { maxLength: 9 });
    fc.assert(
      fc.property(pieces, (list) => {
        const read = parse(list.join(""));
        if (read.ok) expect(JSON.parse(list.join(""))).toEqual(read.value);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ["a duplicate key", '{"a":1,"a":2}'],
    ["a duplicate key in disguise", '{"a":1,"\\u0061":2}'],
    ["a number that would be rounded", "9007199254740993"],
    ["a fraction", "1.0"],
    ["an exponent", "1e3"],
    ["minus zero", "-0"],
    ["a lone surrogate", '"\\udc00"'],
    ["a byte-order mark", "\ufeff1"],
    ["two values", "1 2"],
    ["a comma at the end", "[1,]"],
    ["nothing", ""],
    ["deep nesting", "[".repeat(40) + "]".repeat(40)],
  ])("refuses %s", (_, text) => {
    expect(parse(text).ok).toBe(false);
  });

  it("knows every escape", () => {
    expect(parse(String.raw`"\"\\\/\b\f\n\r\t\u0041\u00e9 \ud83d\ude00"`)).toEqual({ ok: true, value: '"\\/\b\f\n\r\tA\u00e9 \u{1F600}' });
  });

  it.each([
    ["something after the value at character 2", "1 2"],
    ["no } at character 6", '{"a":1'],
    ["no : at character 5", '{"a" 1}'],
    ['no " at character 7', '{"a":1,}'],
    ["no ] at character 3", "[1 2]"],
    ["too deep at character 33", "[".repeat(34)],
    ["no value at character 0", ""],
    ["no value at character 3", "[1,]"],
    ["a number that is no safe integer at character 16", "9007199254740993"],
    ["a number that is no safe integer at character 2", "-0"],
    ["a duplicate key at character 10", '{"a":1,"a":2}'],
    ["a string without its end at character 2", '"a'],
    ["a string without its end at character 1", '"\n"'],
    ["an unknown escape at character 2", String.raw`"\x"`],
    ["an unknown escape at character 2", String.raw`"\u12"`],
    ["an unknown escape at character 2", '"\\'],
    ["a lone surrogate at character 8", String.raw`"\udc00"`],
  ])("says what is wrong and where: %s", (failure, text) => {
    expect(parse(text)).toEqual({ ok: false, failure });
  });

  it("keeps __proto__ as an ordinary key", () => {
    const read = parse('{"__proto__":{"admin":true}}');
    expect(read.ok && Object.keys(read.value as object)).toEqual(["__proto__"]);
    expect(read.ok && (read.value as { admin?: unknown }).admin).toBeUndefined();
  });

  it("refuses bytes that are not UTF-8", () => {
    expect(parseStrictJson(new Uint8Array([0x22, 0xc3, 0x22]))).toEqual({ ok: false, failure: "not UTF-8" });
  });
});
