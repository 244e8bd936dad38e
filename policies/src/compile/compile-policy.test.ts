import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { selfTestOf } from "../sign/self-test-of.ts";
import { bytesOfText } from "../verify/bytes.ts";
import { policyShape } from "../verify/policy-shape.ts";
import { readContent } from "../verify/read-content.ts";
import { parseStrictJson } from "../verify/strict-json.ts";
import { compilePolicy } from "./compile-policy.ts";
import type { CompileProblem } from "./compile-problem.ts";
import { publicRoomsText } from "./public-rooms.ts";
import { runPolicyTests } from "./run-policy-tests.ts";

const ISSUED = "2026-11-23T00:00:00Z";
const document = (file: string) => ({ file, text: readFileSync(new URL(`../../documents/${file}`, import.meta.url), "utf8") });
const example = document("policy.yaml");
const publicRooms = document("public-rooms.yaml");

const compile = (text: string, rooms: string | null = null) =>
  compilePolicy({ policy: { file: "policy.yaml", text }, publicRooms: rooms === null ? null : { file: "public-rooms.yaml", text: rooms } }, ISSUED);
const problemsIn = (text: string, rooms: string | null = null): readonly CompileProblem[] => {
  const result = compile(text, rooms);
  return result.ok ? [] : result.failure;
};
const compiled = (text: string, rooms: string | null = null) => {
  const result = compile(text, rooms);
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
};

/** The example with one edit, which must be made exactly once. */
const edited = (from: string, to: string): string => {
  const parts = example.text.split(from);
  if (parts.length < 2) throw new Error(`the example does not have ${from}`);
  return [parts[0], parts.slice(1).join(from)].join(to);
};
const lineOf = (text: string, needle: string): number => text.slice(0, text.indexOf(needle)).split("\n").length;

const EXCEPTION = (changes: string): string => `    exceptions:\n      - ${changes}\n        approved_by: anne.morel\n`;
/** The example with an exception in R-0200. */
const withException = (lines: string): string => edited("    # Une exception porte", `${EXCEPTION(lines)}    # Une exception porte`);

describe("the example state's rules", () => {
  it("compile to a policy that every verifier accepts", () => {
    const { bytes, policy } = compiled(example.text, publicRooms.text);
    expect(parseStrictJson(bytes)).toEqual({ ok: true, value: policy });
    const content = { policy, self_test: selfTestOf(policy, ISSUED) };
    expect(readContent(bytesOfText(JSON.stringify(content)), { layer: "national", issued_at: ISSUED })).toEqual({ ok: true, value: content });
    expect(policyShape(policy, "policy")).toBeNull();
  });

  it("compile to the same bytes in whatever order rules and fields are written", () => {
    const { bytes } = compiled(example.text);
    const rules = example.text.split(/^(?= {2}- id: R-)/m);
    const reordered = [rules[0], ...rules.slice(1).reverse()].join("");
    expect(reordered).not.toBe(example.text);
    expect(compiled(reordered).bytes).toEqual(bytes);
    expect(compiled(edited("    effect: allow\n    actions: [create_room]\n", "    actions: [create_room]\n    effect: allow\n")).bytes).toEqual(bytes);
  });

  it("answer as their own tests say", () => {
    const report = runPolicyTests(compiled(example.text, publicRooms.text).policy, document("policy.test.yaml"));
    expect(report).toMatchObject({ ok: true, value: { run: 35, failures: [] } });
  });

  it("fail a test that expects something else, and say where", () => {
    const tests = document("policy.test.yaml").text.replace("rule: R-0200", "rule: R-0201");
    const report = runPolicyTests(compiled(example.text).policy, { file: "policy.test.yaml", text: tests });
    expect(report.ok && report.value.failures).toMatchObject([
      { name: "Un externe n’entre pas dans un salon interministériel", line: lineOf(tests, "name: Un externe n’entre pas dans un salon inter"), column: 5, expected: { ruleId: "R-0201" }, decision: { rule_id: "R-0200" } },
    ]);
  });

  it("write out what was left out", () => {
    const { policy } = compiled(example.text);
    expect(policy.rules[0]).toMatchObject({ target: null, room: null, mode: "enforce", requires: [], obligations: [], exceptions: [], who: { sets: null, sets_not: null, users: null, external: false } });
    expect(policy.room_classes["interministerial"]).toMatchObject({ kind: "room", public: false, federate: true, members: { sets: null, externals: false }, new_member: "announce", power_levels: { invite: 0, kick: 50, ban: 50, redact: 50, events_default: 0, state_default: 50 } });
    expect(policy.room_classes["announcements"]?.power_levels).toEqual({ invite: 50, kick: 50, ban: 50, redact: 50, events_default: 50, state_default: 50 });
    expect(policy.sets["interieur"]).toMatchObject({ kind: "agents", servers: [] });
  });

  it("know where each rule stands", () => {
    expect(compiled(example.text).positionOf("R-0200")).toEqual({ file: "policy.yaml", line: lineOf(example.text, "id: R-0200"), column: 9 });
  });

  it("are bytes with sorted keys and no space", () => {
    const text = new TextDecoder().decode(compiled(example.text).bytes);
    expect(text.startsWith('{"contact":"regles@etat.example","defaults":{"change_history":"deny",')).toBe(true);
    expect(parseStrictJson(compiled(example.text).bytes).ok).toBe(true);
  });
});

describe("public rooms", () => {
  it("are listed with their reasons, sorted in the policy", () => {
    const text = publicRoomsText([{ id: "!zebra", comment: 'Presse : "communiqués"\n# non' }, { id: "!abc:etat.example", comment: "Alertes" }]);
    expect(compiled(example.text, text).policy.public_rooms).toEqual(["!abc:etat.example", "!zebra"]);
    expect(compiled(example.text, publicRoomsText([])).policy.public_rooms).toEqual([]);
  });

  it.each([
    ["an ID without quotes is a YAML tag", "rooms:\n  - id: !abc\n    comment: x\n", "tag", 2],
    ["an ID without its exclamation mark", 'rooms:\n  - id: "abc"\n    comment: x\n', "wrong_value", 2],
    ["a room without its reason", 'rooms:\n  - id: "!abc"\n', "missing_field", 2],
    ["a room listed twice", 'rooms:\n  - id: "!abc"\n    comment: x\n  - id: "!abc"\n    comment: z\n', "duplicate_value", 4],
  ])("%s", (_, text, code, line) => {
    expect(problemsIn(example.text, text)[0]).toMatchObject({ file: "public-rooms.yaml", code, line });
  });
});

describe("what officers get told", () => {
  it.each<readonly [string, string, string, string, string | null]>([
    // name, text, code, what the place begins with, suggestion
    ["an unknown field, with the one that was meant", edited("    effect: allow\n", "    efect: allow\n"), "unknown_field", "efect", "effect"],
    ["an unknown field far from any other", edited("layer: national", "layer: national\ncomment: bonjour"), "unknown_field", "comment:", null],
    ["a field that is missing", edited("contact: regles@etat.example\n", ""), "missing_field", "lang:", "contact:"],
    ["a default that is missing", edited("  join: deny\n", ""), "default_missing", "create_room: deny", "join: deny"],
    ["a text in one language only", edited("title: {fr: Espace, en: Space}", "title: {fr: Espace}"), "missing_field", "{fr: Espace}", "en:"],
    ["a field written twice", edited("layer: national", "layer: national\nlayer: national"), "duplicate_key", "layer: national\n\n#", null],
    ["a rule number used twice", edited("id: R-0002", "id: R-0001"), "duplicate_id", "id: R-0001\n    title: {fr: Création", null],
    ["a rule number in another form", edited("id: R-0002", "id: R-2"), "wrong_value", "R-2", null],
    ["an unknown action, with the one that was meant", edited("actions: [create_room]", "actions: [create_rooms]"), "wrong_value", "create_rooms", "create_room"],
    ["an unknown set, with the one that was meant", edited("sets_not: [service]", "sets_not: [services]"), "unknown_set", "services]", "service"],
    ["an unknown class, with the one that was meant", edited("room: {class: [governance]}", "room: {class: [governence]}"), "unknown_class", "governence", "governance"],
    ["an action named twice", edited("[make_public, publish]", "[publish, publish]"), "duplicate_value", "publish]", null],
    ["a list that is none", edited("actions: [create_room]", "actions: create_room"), "wrong_type", "create_room\n    who", null],
    ["an empty list", edited("actions: [create_room]", "actions: []"), "wrong_value", "[]", null],
    ["a matcher that says nothing", edited("who: {external: false}", "who: {}"), "says_nothing", "{}", null],
    ["a field without a value", edited("who: {external: false}", "who:"), "empty_value", "who:\n", null],
    ["yes is no boolean", edited("public: true", "public: yes"), "wrong_type", "yes", "true"],
    ["True is no boolean", edited("public: true", "public: True"), "wrong_type", "True", "true"],
    ["a number where words belong", edited("contact: regles@etat.example", "contact: 3939"), "wrong_type", "3939", '"3939"'],
    ["null where words belong", edited("contact: regles@etat.example", "contact: ~"), "empty_value", "contact", null],
    ["a power level in hexadecimal", edited("{events_default: 100}", "{events_default: 0x64}"), "wrong_type", "0x64", null],
    ["a power level with an exponent", edited("{events_default: 100}", "{events_default: 1e2}"), "wrong_type", "1e2", null],
    ["a power level in quotes", edited("{events_default: 100}", '{events_default: "100"}'), "wrong_type", '"100"', null],
    ["an anchor", edited("who: {external: false}", "who: &agents {external: false}"), "alias", "{external: false}", null],
    ["an alias", edited("who: {external: false}", "who: *agents"), "alias", "*agents", null],
    ["a star without quotes", edited('users: ["@*-sg:etat.example"]', "users: [*]"), "alias", "*]", null],
    ["a tag", edited("id: example-state", "id: !!str example-state"), "tag", "example-state", null],
    ["a merge key", edited("who: {external: false}", "<<: {external: false}"), "unknown_field", "<<", null],
    ["a tab", edited("layer: national", "layer:\tnational"), "tab", "\tnational", null],
    ["two documents", `${example.text}---\nlang: chancery/1\n`, "several_documents", "---", null],
    ["a character that turns the direction of text", edited("fr: Secrétariat général\n", "fr: Secrétariat\u202e général\n"), "hidden_character", "\u202e", null],
    ["a byte-order mark", `\ufeff${example.text}`, "hidden_character", "\ufeff", null],
    ["YAML that is none", edited("sets:\n", "sets: {\n"), "yaml_syntax", "", null],
    ["another language of rules", edited("lang: chancery/1", "lang: chancery/2"), "wrong_value", "chancery/2", "chancery/1"],
    ["a text that is only space", edited("fr: Secrétariat général\n", 'fr: " "\n'), "wrong_value", '" "', null],
    ["an exception without an end", withException('target: {users: ["@nora*"]}'), "missing_field", "target: {users", "until:"],
    ["an exception that lasts too long", withException('room_id: "!a"\n        until: 2027-06-01T00:00:00Z'), "exception_too_long", "2027-06-01T00", "2027-05-22T00:00:00Z"],
    ["an exception whose end is a day", withException('room_id: "!a"\n        until: 2027-03-31'), "wrong_value", "2027-03-31\n", "2027-03-31T23:59:59Z"],
    ["an exception whose end never comes", withException('room_id: "!a"\n        until: 2027-02-30T00:00:00Z'), "wrong_value", "2027-02-30T", null],
    ["an exception for everybody", withException("until: 2027-02-01T00:00:00Z"), "exception_for_everybody", "until: 2027-02-01", null],
    ["an unknown set in an exception", withException("target: {sets: [interieurs]}\n        until: 2027-02-01T00:00:00Z"), "unknown_set", "interieurs", "interieur"],
    ["an exception of an allowing rule", edited("  - id: R-0002", `${EXCEPTION('room_id: "!a"\n        until: 2027-02-01T00:00:00Z')}  - id: R-0002`), "allow_with_exceptions", "exceptions:", null],
    ["a public class with encryption", edited("    encryption: none\n    public: true", "    encryption: required\n    public: true"), "floor", "announcements:\n", null],
    ["a direct class with another history", edited("    kind: direct\n    mark: direct\n    encryption: required\n    join_rule: invite\n    history_visibility: joined", "    kind: direct\n    mark: direct\n    encryption: required\n    join_rule: invite\n    history_visibility: shared"), "floor", "direct:\n", null],
    ["a space with encryption", edited("    mark: space\n    encryption: none", "    mark: space\n    encryption: required"), "floor", "space:\n    title", null],
    ["a name of a set in capitals", edited("  finances:\n", "  Finances:\n"), "wrong_value", "Finances:\n", null],
    ["a server in capitals", edited('users: ["@*-sg:etat.example"]', "servers: [SG.example]"), "server_not_lower_case", "SG.example", "sg.example"],
    ["nothing at all", "", "empty_value", "", null],
    ["a list instead of a document", "- a\n", "wrong_type", "- a", null],
  ])("%s", (_, text, code, place, suggestion) => {
    const problem = problemsIn(text).find((one) => one.code === code);
    expect(problem, JSON.stringify(problemsIn(text))).toMatchObject({ file: "policy.yaml", code, suggestion });
    const lines = text.split("\n").slice((problem?.line ?? 1) - 1);
    expect(lines.join("\n").slice((problem?.column ?? 1) - 1).startsWith(place), `line ${String(problem?.line)}, column ${String(problem?.column)}`).toBe(true);
    expect(problem?.message.fr).not.toBe("");
    expect(problem?.message.en).not.toBe("");
  });

  it("is everything at once, not the first thing only", () => {
    const text = edited("    effect: allow\n", "    efect: allow\n").replace("layer: national", "layer: town");
    expect(problemsIn(text).map(({ code }) => code)).toEqual(["wrong_value", "unknown_field", "missing_field"]);
  });
});
