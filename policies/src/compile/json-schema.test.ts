import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { schemas, textOf } from "../../schema/generate.ts";
import { compilePolicy } from "./compile-policy.ts";
import type { CompileCode } from "./compile-problem.ts";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const ajv = new Ajv2020({ allErrors: true });
ajv.addKeyword("enumDescriptions"); // what editors show beside a value; it checks nothing
const schemaAccepts = ajv.compile(schemas["policy-document.schema.json"]);
const example: unknown = parse(read("documents/policy.yaml"));

const texts = { fr: "a", en: "b" };
const matcher = { sets: ["sg"], sets_not: ["service"], users: ["@*"], external: false };
/** A short document with every field that there is. */
const everything: unknown = {
  lang: "chancery/1",
  id: "essai",
  title: texts,
  owner: texts,
  contact: "regles@etat.example",
  layer: "national",
  defaults: { create_room: "deny", join: "deny", invite: "deny", send: "deny", publish: "deny", make_public: "deny", upgrade_room: "deny", change_history: "deny", change_power: "deny", set_alias: "deny", start_call: "deny" },
  sets: { sg: { title: texts, kind: "agents", servers: ["sg.example"], users: ["@*-sg:etat.example"] }, service: { title: texts, kind: "service", servers: [], users: [] } },
  room_sets: { some: { title: texts, rooms: ["!a"], classes: ["direct"] } },
  room_classes: {
    direct: {
      title: texts, summary: texts, kind: "direct", mark: "direct", encryption: "required", public: false, join_rule: "invite", history_visibility: "joined", federate: true, members: { sets: ["sg"], externals: true }, new_member: "hold",
      power_levels: { invite: 0, kick: 50, ban: 50, redact: 50, events_default: 0, state_default: 50 },
    },
  },
  rules: [
    {
      id: "R-0001", title: texts, effect: "deny", actions: ["join", "invite"], who: matcher, target: matcher, room: { class: ["direct"], class_not: ["direct"], sets: ["some"], sets_not: ["some"] }, mode: "evaluate",
      because: { reason: texts, remedy: texts, contact: "sg@etat.example" },
      exceptions: [{ who: matcher, target: matcher, room_id: "!a", until: "2027-01-01T00:00:00Z", approved_by: "anne.morel", ticket: "SG-1" }],
    },
    { id: "R-0002", title: texts, effect: "require", actions: ["send"], requires: ["confirmed"], because: { reason: texts, remedy: texts } },
    { id: "R-0003", title: texts, effect: "allow", actions: ["send"], obligations: ["log"], because: { reason: texts, remedy: texts } },
  ],
};

/** What the compiler finds beyond the form of a document: a schema cannot say these. */
const BEYOND: readonly CompileCode[] = ["duplicate_id", "unknown_set", "unknown_class", "unknown_room_set", "wrong_effect", "empty_set", "look_alike", "ambiguous_yaml", "regex_glob", "glob_server_not_lower_case", "glob_never_matches", "allow_with_exceptions", "exception_too_long", "exception_for_everybody", "floor"];

const codesOf = (document: unknown): readonly CompileCode[] => {
  const result = compilePolicy({ policy: { file: "policy.yaml", text: JSON.stringify(document) }, publicRooms: null }, "2026-11-23T00:00:00Z");
  return result.ok ? [] : result.failure.map(({ code }) => code);
};
const compilerFindsFormRight = (document: unknown): boolean => codesOf(document).every((code) => BEYOND.includes(code));

type Tree = { [name: string]: unknown };
const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null;

/** Every place in a document, as the names that lead to it. */
const pathsIn = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  isTree(value) ? Object.entries(value).flatMap(([name, entry]) => [[...path, name], ...pathsIn(entry, [...path, name])]) : [];

const changed = (document: unknown, [name, ...rest]: readonly string[], change: (parent: Tree, name: string) => void): unknown => {
  const copy = structuredClone(document);
  let parent = copy;
  let last = name ?? "";
  for (const next of rest) {
    parent = isTree(parent) ? parent[last] : undefined;
    last = next;
  }
  if (isTree(parent)) change(parent, last);
  return copy;
};

describe("the published JSON Schemas", () => {
  it.each(Object.entries(schemas))("%s is up to date", (file, schema) => {
    expect(read(`schema/${file}`)).toBe(textOf(schema));
  });

  it.each([
    ["policy-document.schema.json", "policy.yaml"],
    ["policy-tests.schema.json", "policy.test.yaml"],
    ["public-rooms.schema.json", "public-rooms.yaml"],
  ] as const)("%s accepts %s", (schema, document) => {
    expect(ajv.validate(schemas[schema], parse(read(`documents/${document}`))), ajv.errorsText()).toBe(true);
  });

  it("agrees with the compiler on the example, and on a document with every field", () => {
    expect([example, everything].map((document) => [schemaAccepts(document), codesOf(document)])).toEqual([[true, []], [true, []]]);
  });

  it("agrees with the compiler on documents with something wrong anywhere", { timeout: 60_000 }, () => {
    const paths = pathsIn(everything);
    const values = fc.constantFrom<unknown>(null, true, 7, -1, 0.5, "", "x", "allow", "R-9999", "!a", "2027-01-01T00:00:00Z", [], ["join"], ["@a:x", "@a:x"], {}, { fr: "a", en: "b" }, { sets: ["sg"] });
    let refusals = 0;
    fc.assert(
      fc.property(fc.constantFrom(...paths), values, fc.constantFrom("replace", "remove", "add"), (path, value, how) => {
        const document = changed(everything, path, (parent, name) => {
          if (how === "replace") parent[name] = value;
          else if (how === "add" && !Array.isArray(parent)) parent[`${name}x`] = value;
          else if (how === "remove" && Array.isArray(parent)) parent.splice(Number(name), 1);
          else if (how === "remove") delete parent[name];
        });
        const accepted = schemaAccepts(document);
        if (!accepted) refusals += 1;
        expect(compilerFindsFormRight(document), JSON.stringify({ path, value, how, codes: codesOf(document) })).toBe(accepted);
      }),
      { numRuns: 600 },
    );
    expect(refusals).toBeGreaterThan(200);
  });
});
