import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACTIONS } from "../src/model/policy.ts";
import { LanguageServer, type CompletionItem, type Position } from "./language-server.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
/** Ends the process that opens a connection: then every test below fails. */
const OFFLINE = "data:text/javascript,import net from 'node:net'; net.Socket.prototype.connect = () => process.exit(1);";
const server = new LanguageServer([process.execPath, "--import", OFFLINE, at("../../node_modules/yaml-language-server/bin/yaml-language-server"), "--stdio"]);
const text = (name: string): string => readFileSync(at(`../documents/${name}`), "utf8");
let opened = 0;
/** Another document in the officers' folder, as an editor holds it before it is saved: the schema is found by its first line alone. */
const unsaved = (name: string): string => at(`../documents/unsaved-${String((opened += 1))}-${name}`);

/** Where `|` stands in `marked`, and the text without it. */
const withCursor = (marked: string): { readonly position: Position; readonly typed: string } => {
  const before = marked.slice(0, marked.indexOf("|")).split("\n");
  return { position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 }, typed: marked.replace("|", "") };
};
const completed = async (name: string, marked: string): Promise<readonly CompletionItem[]> => {
  const { position, typed } = withCursor(marked);
  const path = unsaved(name);
  await server.open(path, typed);
  return server.complete(path, position);
};
const wordsBeside = (items: readonly CompletionItem[], label: string): string => {
  const words = items.find((item) => item.label === label)?.documentation ?? "";
  return typeof words === "string" ? words : words.value;
};
const hovered = async (name: string, whole: string, word: string): Promise<string> => {
  const { position, typed } = withCursor(whole.replace(word, `${word.slice(0, 1)}|${word.slice(1)}`));
  const path = unsaved(name);
  await server.open(path, typed);
  return server.hover(path, position);
};

describe("a language server with the published schemas, and no network", { timeout: 60_000 }, () => {
  beforeAll(() => server.begin(at("../documents")), 60_000);
  afterAll(() => server.end());

  it.each(["policy.yaml", "policy.test.yaml", "public-rooms.yaml"])("finds nothing wrong with %s", async (name) => {
    expect(await server.open(at(`../documents/${name}`), text(name))).toEqual([]);
  });

  it("completes the fields of a rule, each with what it is for", async () => {
    const items = await completed("policy.yaml", `${text("policy.yaml")}  - id: R-9999\n    |`);
    const labels = items.map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(["title", "effect", "actions", "who", "target", "room", "requires", "obligations", "mode", "because", "exceptions"]));
    expect(labels).not.toContain("id");
    expect(wordsBeside(items, "who")).toBe("la personne qui agit · the person who acts");
    expect(wordsBeside(items, "actions")).toContain("the actions that the rule speaks of");
  });

  it("completes the names of actions, each with what it means", async () => {
    const items = await completed("policy.yaml", `${text("policy.yaml")}  - id: R-9999\n    actions: [j|]\n`);
    expect(items.map(({ label }) => label).sort()).toEqual([...ACTIONS].sort());
    expect(wordsBeside(items, "join")).toBe("entrer dans un salon · enter a room");
  });

  it("completes a test and a room written in the clear", async () => {
    expect((await completed("policy.test.yaml", `${text("policy.test.yaml")}  - name: Un essai\n    |`)).map(({ label }) => label)).toEqual(expect.arrayContaining(["action", "actor", "class", "expect", "rule"]));
    const rooms = text("public-rooms.yaml").replace("rooms: []", 'rooms:\n  - id: "!a"\n    |');
    expect((await completed("public-rooms.yaml", rooms)).map(({ label }) => label)).toContain("comment");
  });

  it("names an unknown field at its place", async () => {
    const lines = text("policy.yaml").split("\n");
    const line = lines.findIndex((one) => one.includes("    effect: "));
    lines.splice(line, 0, "    efect: deny");
    const found = await server.open(unsaved("policy.yaml"), lines.join("\n"));
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toContain("efect");
    expect(found[0]?.range).toEqual({ start: { line, character: 4 }, end: { line, character: 9 } });
  });

  it("names a value that is none, and a field that is missing", async () => {
    const wrong = await server.open(unsaved("policy.yaml"), text("policy.yaml").replace("join: deny", "join: perhaps").replace("contact: regles@etat.example\n", ""));
    expect(wrong.map(({ message }) => message).join("\n")).toMatch(/contact[\s\S]*"allow", "deny"|"allow", "deny"[\s\S]*contact/);
  });

  it("explains a field in plain words, in both languages", async () => {
    expect(await hovered("policy.yaml", text("policy.yaml"), "effect:")).toContain("require : refuse tant que requires n’est pas rempli · allow: allows; deny: refuses; require: refuses until requires is met");
    expect(await hovered("policy.yaml", text("policy.yaml"), "history_visibility:")).toContain("from when the history is read");
    expect(await hovered("policy.test.yaml", text("policy.test.yaml"), "expect:")).toContain("the answer expected");
  });
});

/** Every field in a schema, as its path; with its words. */
const fieldsIn = (schema: unknown, path = ""): readonly (readonly [path: string, words: unknown])[] => {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, value]) =>
    keyword === "properties"
      ? Object.entries(value as object).flatMap(([name, field]) => [[`${path}.${name}`, (field as { readonly description?: unknown }).description] as const, ...fieldsIn(field, `${path}.${name}`)]) // a schema has schemas there
      : fieldsIn(value, path),
  );
};

describe("the published schemas", () => {
  it.each(["policy-document", "policy-tests", "public-rooms"])("%s has words for every field", (name) => {
    const fields = fieldsIn(JSON.parse(readFileSync(at(`${name}.schema.json`), "utf8")));
    expect(fields.length).toBeGreaterThan(2);
    expect(fields.filter(([, words]) => typeof words !== "string" || !words.includes(" · ")).map(([path]) => path)).toEqual([]);
  });
});
