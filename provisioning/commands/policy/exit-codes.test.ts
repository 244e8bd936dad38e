/** What officers' scripts rely on: exit codes as the page of commands lists them, and `--json` on every command. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answerOf, runChancery } from "../chancery-run.ts";

const DOCUMENTS = resolve(import.meta.dirname, "../../../policies/documents");
const PATIENCE = { timeout: 120_000 };
const NORA = "@nora.diallo-externe:etat.example";
const CAMILLE = "@camille.laurent-interieur:etat.example";

let directory: string;
/** Folders in the directory: `good`, `wider` and `narrower` than it, `shadowed` (for lint), `broken`, `failing` (a test does not hold). */
function documents(name: string, from = "", to = "", file = "policy.yaml"): void {
  cpSync(DOCUMENTS, join(directory, name), { recursive: true });
  const path = join(directory, name, file);
  const text = readFileSync(path, "utf8");
  if (!text.includes(from)) throw new Error(`the example has no ${from}`);
  writeFileSync(path, text.replace(from, to));
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "chancery-codes-"));
  documents("good");
  documents("wider", "who: {sets: [sg]}\n    room: {class: [announcements]}", "who: {sets: [sg, finances]}\n    room: {class: [announcements]}");
  documents("narrower", "room: {class: [interministerial, space, announcements]}", "room: {class: [interministerial, announcements]}");
  documents("shadowed", "rules:\n", `rules:\n  - id: R-0900\n    title: {fr: Encore, en: Again}\n    effect: deny\n    actions: [join]\n    target: {external: true}\n    room: {class: [interministerial]}\n    because:\n      reason: {fr: Raison, en: Reason}\n      remedy: {fr: Remède, en: Remedy}\n\n`);
  documents("broken", "actions: [create_room]", "actions: [create_rooms]");
  documents("failing", "expect: allow", "expect: deny", "policy.test.yaml");
  await runChancery(directory, ["officers", "init", "--deployment", "d"]);
  expect((await runChancery(directory, ["policy", "sign", "good", "--deployment", "d", "--officer", "anne.morel", "bruno.petit"])).status).toBe(0);
  const signed = readFileSync(join(directory, "d/policy/national.json"), "utf8");
  writeFileSync(join(directory, "altered.json"), signed.replaceAll("A", "B"));
}, 120_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A deployment that nobody has begun. */
const NOWHERE = ["--deployment", "nowhere"];
const SIGNED = ["--signed", "--deployment", "d"];
const INVITATION = ["--action", "invite", "--class", "interministerial", "--actor", CAMILLE, "--target", NORA];

/** A command line, its exit code, and part of what it answers to `--json`. */
const LINES: readonly (readonly [readonly string[], number, unknown])[] = [
  [["officers", "init", "--deployment", "d"], 0, { version: 1, example: true, threshold: 2 }],
  [["officers", "init", "--deployment", "good"], 3, { errors: [{ code: "directory_not_ours" }] }],
  [["policy", "check", "good"], 0, { rules: 18, warnings: [] }],
  [["policy", "check", "broken"], 1, { errors: [{ code: "wrong_value", remedy: "Perhaps: create_room" }] }],
  [["policy", "check", "missing"], 3, { errors: [{ code: "file_missing" }] }],
  [["policy", "check", "good", "more"], 2, { errors: [{ code: "usage" }] }],
  [["policy", "compile", "good", "-o", "policy.json"], 0, { bytes: expect.any(Number) }],
  [["policy", "compile", "broken"], 1, { errors: [{ code: "wrong_value" }] }],
  [["policy", "test", "good"], 0, { failed: 0, coverage: {} }],
  [["policy", "test", "failing"], 1, { errors: [{ code: "policy_test_failed" }] }],
  [["policy", "lint", "good"], 0, { warnings: [] }],
  [["policy", "lint", "shadowed"], 1, { warnings: [{ ruleId: "R-0900" }] }],
  [["policy", "explain", "good", ...INVITATION], 0, { decision: { effect: "deny", rule_id: "R-0200" } }],
  [["policy", "explain", ...SIGNED, ...INVITATION], 0, { decision: { rule_id: "R-0200" } }],
  [["policy", "explain", "--signed", ...NOWHERE, ...INVITATION], 1, { errors: [{ code: "no_root" }] }],
  [["policy", "explain", "good", "--action", "send", "--class", "direct", "--actor", CAMILLE, "--target", NORA], 2, { errors: [{ code: "usage" }] }],
  [["policy", "explain", "good", ...INVITATION, "--at", "tomorrow"], 2, { errors: [{ code: "usage" }] }],
  [["policy", "who-can", ...SIGNED, "--action", "publish", "--class", "announcements"], 0, { action: "publish", class: "announcements" }],
  [["policy", "who-can", "good", "--action", "publish", "--class", "announcement"], 1, { errors: [{ code: "unknown_class" }] }],
  [["policy", "who-can", "good", "--action", "publish"], 2, { errors: [{ code: "usage" }] }],
  [["policy", "diff", "wider", "--before", "good"], 0, { meaning: { complete: true } }],
  [["policy", "diff", "wider", "--before", "good", "--refuse-wider"], 1, { meaning: { complete: true } }],
  [["policy", "diff", "narrower", "--deployment", "d", "--refuse-wider"], 0, { meaning: { complete: true } }],
  [["policy", "diff", "broken", "--before", "good"], 1, { errors: [{ code: "wrong_value" }] }],
  [["policy", "verify", "--deployment", "d"], 0, { version: 1, signedBy: ["anne.morel", "bruno.petit"] }],
  [["policy", "verify", "altered.json", "--deployment", "d"], 1, { errors: [{}] }],
  [["policy", "verify", ...NOWHERE], 1, { errors: [{ code: "no_root" }] }],
  [["policy", "show", "--deployment", "d"], 0, { version: 1, policy: { id: "example-state" } }],
  [["policy", "show", ...NOWHERE], 1, { errors: [{ code: "no_root" }] }],
  [["policy", "sign", "failing", "--deployment", "d", "--officer", "anne.morel"], 1, { errors: [{ code: "policy_test_failed" }] }],
  [["policy", "sign", "good", "--deployment", "d"], 2, { errors: [{ code: "usage" }] }],
  [["policy", "publish", ...NOWHERE], 1, { errors: [{ code: "no_root" }] }],
  [["policy", "publish", "--deployment", "d"], 3, { errors: [{ code: "file_missing" }] }],
];

test.each(LINES)("%j ends with code %d", PATIENCE, async (args, code, answer) => {
  const ended = await runChancery(directory, ["--json", ...args]);
  expect([ended.status, answerOf(ended)]).toMatchObject([code, answer]);
});

test("what sign would change is in its answer, and nothing is signed over another text than the draft's", PATIENCE, async () => {
  const sign = async (folder: string, officer: string): Promise<unknown> => answerOf(await runChancery(directory, ["--json", "policy", "sign", folder, "--deployment", "d", "--officer", officer]));
  expect(await sign("wider", "anne.morel")).toMatchObject({ kind: "draft", signatures: 1, difference: { meaning: { changes: [{ direction: "wider" }, { direction: "wider" }] }, rules: { changed: ["R-0102"] } } });
  const draft = readFileSync(join(directory, "d/policy/draft.json"), "utf8");
  expect(await sign("narrower", "bruno.petit")).toMatchObject({ errors: [{ code: "text_differs" }] });
  expect(readFileSync(join(directory, "d/policy/draft.json"), "utf8")).toBe(draft);
  expect(await sign("wider", "bruno.petit")).toMatchObject({ kind: "complete", version: 2 });
});
