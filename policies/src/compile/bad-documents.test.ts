import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { badDocuments } from "../../vectors/source/bad-documents.ts";
import { compilePolicy } from "./compile-policy.ts";

const example = readFileSync(new URL("../../documents/policy.yaml", import.meta.url), "utf8");

describe("documents that officers get wrong", () => {
  it("are enough", () => {
    expect(new Set(badDocuments.map(({ from, to }) => `${from} ${to}`)).size).toBeGreaterThanOrEqual(150);
  });

  it.each(badDocuments.map((one) => [`${one.code}: ${JSON.stringify(one.to.trim().slice(-50))}`, one] as const))("%s", (_, { from, to, code, suggestion, at }) => {
    expect(example).toContain(from);
    const text = example.replace(from, () => to);
    const compiled = compilePolicy({ policy: { file: "policy.yaml", text }, publicRooms: null }, "2026-11-23T00:00:00Z");
    const problems = compiled.ok ? [] : compiled.failure;
    const found = problems.find((one) => one.code === code && one.suggestion === suggestion);
    expect(found, JSON.stringify(problems.map((one) => ({ code: one.code, line: one.line, suggestion: one.suggestion })))).toBeDefined();
    expect(text.split("\n")[(found?.line ?? 0) - 1]).toContain(at);
    expect(found?.column).toBeGreaterThan(0);
    expect([found?.message.fr, found?.message.en].every((words) => words !== undefined && words.length > 10)).toBe(true);
  });
});
