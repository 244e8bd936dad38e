import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compilePolicy } from "../compile/compile-policy.ts";
import { lintPolicy } from "./lint-policy.ts";

const NOW = "2026-11-23T12:00:00Z";
const example = readFileSync(new URL("../../documents/policy.yaml", import.meta.url), "utf8");

const lint = (text: string) => {
  const compiled = compilePolicy({ policy: { file: "policy.yaml", text }, publicRooms: null }, NOW);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.failure));
  return lintPolicy(compiled.value, NOW).map(({ code, ruleId, line }) => ({ code, ruleId, place: text.split("\n")[line - 1]?.trim() }));
};

/** The example with one more rule at its end. */
const withRule = (lines: string): string =>
  `${example}\n  - id: R-9000\n    title: {fr: Essai, en: Trial}\n    because: {reason: {fr: a, en: a}, remedy: {fr: b, en: b}}\n${lines}`;
const withException = (until: string): string =>
  example.replace("    # Une exception porte", `    exceptions:\n      - room_id: "!a"\n        until: ${until}\n        approved_by: anne.morel\n    # Une exception porte`);

describe("lint", () => {
  it("has nothing to say about the example", () => {
    expect(lint(example)).toEqual([]);
  });

  it.each([
    ["whose set is left out again", "    effect: deny\n    actions: [send]\n    who: {sets: [sg], sets_not: [sg]}\n"],
    ["about externals in a set", "    effect: deny\n    actions: [send]\n    who: {sets: [sg], external: true}\n"],
    ["about a class that is left out again", "    effect: deny\n    actions: [send]\n    room: {class: [direct], class_not: [direct]}\n"],
    ["that allows something without a target to a target", "    effect: allow\n    actions: [send]\n    target: {sets: [sg]}\n"],
  ])("warns of a rule that can never match: one %s", (_, lines) => {
    expect(lint(withRule(lines))).toEqual([{ code: "never_matches", ruleId: "R-9000", place: "- id: R-9000" }]);
  });

  it.each([
    ["by the same rule", "    effect: deny\n    actions: [invite]\n    target: {external: true}\n    room: {class: [interministerial]}\n"],
    ["by a denying rule, whatever it allows", "    effect: allow\n    actions: [join]\n    target: {external: true}\n    room: {class: [space]}\n"],
    ["by a wider allowing rule", "    effect: allow\n    actions: [send]\n    who: {sets: [sg]}\n    room: {class: [direct]}\n"],
  ])("warns of a rule that another decides: %s", (_, lines) => {
    expect(lint(withRule(lines))).toEqual([{ code: "shadowed", ruleId: "R-9000", place: "- id: R-9000" }]);
  });

  it("does not call a rule shadowed that says something of its own", () => {
    expect(lint(withRule("    effect: deny\n    actions: [invite]\n    target: {external: true}\n    room: {class: [open_external]}\n"))).toEqual([]);
  });

  it("warns of exceptions at their end", () => {
    expect(lint(withException("2026-12-07T12:00:00Z"))).toEqual([{ code: "exception_ends_soon", ruleId: "R-0200", place: '- room_id: "!a"' }]);
    expect(lint(withException("2026-11-23T12:00:00Z"))).toEqual([{ code: "exception_over", ruleId: "R-0200", place: '- room_id: "!a"' }]);
    expect(lint(withException("2026-12-07T12:00:01Z"))).toEqual([]);
  });
});
