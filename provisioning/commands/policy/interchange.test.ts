/** `chancery policy import` and `export`, with the whole program: what it adds to documents passes check and test at once. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { answerOf, runChancery } from "../chancery-run.ts";

const DOCUMENTS = resolve(import.meta.dirname, "../../../policies/documents");
const PATIENCE = { timeout: 120_000 };

let directory: string;
const documents = (name: string): string => join(directory, "documents", name);
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chancery-interchange-"));
  cpSync(DOCUMENTS, documents(""), { recursive: true });
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const list = (...entities: readonly string[]): string => {
  const events = entities.map((entity) => ({ type: entity.startsWith("@") ? "m.policy.rule.user" : "m.policy.rule.server", state_key: `rule:${entity}`, sender: "@moderator:x.example", content: { entity, recommendation: "m.ban", reason: "spam # and\nscams" } }));
  writeFileSync(join(directory, "list.json"), JSON.stringify(events));
  return "list.json";
};
const chancery = (...args: string[]) => runChancery(directory, args);

test("a list is added with a test for each rule, leaves the rest of the text alone, and goes out again as it came", PATIENCE, async () => {
  const before = readFileSync(documents("policy.yaml"), "utf8");
  const added = await chancery("policy", "import", list("evil.example", "@spam*:other.example"), "documents", "--format", "policy-list", "--write");
  expect([added.status, added.err]).toEqual([0, ""]);
  expect(added.out).toContain("R-0401, R-0402");
  const after = readFileSync(documents("policy.yaml"), "utf8");
  expect(after.startsWith(before)).toBe(true);
  expect(after).toContain(`- "@spam*:other.example" # spam # and scams\n`);
  expect((await chancery("policy", "check", "documents")).status).toBe(0);
  expect((await chancery("policy", "test", "documents")).out).toContain("37 tests, all passed");
  const out = await chancery("policy", "export", "documents", "--format", "policy-list", "--output", "out.json", "--json");
  expect(answerOf(out)).toMatchObject({ events: [{ content: { entity: "evil.example" } }, { content: { entity: "@spam*:other.example" } }] });
  expect(JSON.parse(readFileSync(join(directory, "out.json"), "utf8"))).toHaveLength(2);
});

test("without --write it shows what to add; with --all-or-nothing it adds nothing when something cannot be said", PATIENCE, async () => {
  const before = readFileSync(documents("policy.yaml"), "utf8");
  const shown = await chancery("policy", "import", list("evil.example", "(a|b).example", "*"), "documents", "--format", "policy-list");
  expect(shown.status).toBe(0);
  expect(shown.out).toContain("  - id: R-0401\n");
  expect(shown.err).toContain("Not taken up: 2\n  events[1]: “(a|b).example”: This looks like a regular expression.");
  const strict = await chancery("--json", "policy", "import", "list.json", "documents", "--format", "policy-list", "--write", "--all-or-nothing");
  expect(strict.status).toBe(1);
  expect(answerOf(strict)).toMatchObject({ errors: [{ code: "regex_glob", where: "events[1]" }, { code: "everybody", where: "events[2]" }] });
  expect(readFileSync(documents("policy.yaml"), "utf8")).toBe(before);
});

test("of a long list nothing is lost", { timeout: 120_000 }, async () => {
  const { status, out } = await chancery("policy", "import", list(...Array.from({ length: 500 }, (_, index) => `bad${String(index)}.example`)), "documents", "--format", "policy-list", "--write", "--json");
  expect([status, (JSON.parse(out) as { written: unknown }).written]).toEqual([0, { added: ["R-0401", "R-0402"], idle: [], untested: [] }]);
  expect(readFileSync(documents("policy.yaml"), "utf8").match(/@\*:bad/g)?.length).toBe(2000);
  expect((await chancery("policy", "test", "documents")).status).toBe(0);
});

test("a list that is about people of one's own says so", PATIENCE, async () => {
  const { err } = await chancery("policy", "import", list("@camille*:etat.example", "etat.example"), "documents", "--format", "policy-list");
  expect(err).toContain("Note: “@*:etat.example” is about people of your sets (");
});

test("Tchap's rules come with findings in plain words", PATIENCE, async () => {
  writeFileSync(join(directory, "rooms.json"), JSON.stringify([{ type: "im.vector.room.access_rules", state_key: "", room_id: "!a", content: { rule: "unrestricted" } }]));
  const args = ["policy", "import", "rooms.json", "documents", "--format", "tchap", "--forbidden", "partner.example"];
  const { status, out, err } = await chancery(...args, "--write");
  expect(status).toBe(0);
  expect(err).toContain("Note: There, a server that the list does not forbid (it names 1) counts as internal");
  expect(err).toContain("Note: There, a room goes from restricted to open and never back");
  expect(out).toContain("!a: unrestricted → class open_external\n");
  expect(out).toContain("R-0401");
  expect((await chancery("policy", "test", "documents")).status).toBe(0);
});

test.each([
  [["policy", "import", "nowhere.json", "documents", "--format", "tchap"], 3],
  [["policy", "import", "documents/policy.yaml", "documents", "--format", "tchap"], 1],
  [["policy", "import", "documents/policy.yaml", "documents"], 2],
  [["policy", "export", "documents", "--format", "tchap"], 2],
  [["policy", "export", "documents", "--format", "csv"], 2],
])("%j ends with code %d", PATIENCE, async (args, code) => {
  expect((await chancery(...args)).status).toBe(code);
});
