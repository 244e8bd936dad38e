/** `chancery policy new` and `new-rule`: asked at a terminal, told by options, or from a ready example. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { answerOf, runChancery, type Ended } from "../chancery-run.ts";

const PATIENCE = { timeout: 180_000 };
const MAIN = resolve(import.meta.dirname, "../../main.ts");

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chancery-new-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const chancery = (...args: string[]): Promise<Ended> => runChancery(directory, args);
const passes = async (folder: string): Promise<void> => {
  for (const command of ["check", "test"]) {
    const { status, err } = await chancery("policy", command, folder);
    expect([command, folder, status, err]).toEqual([command, folder, 0, ""]);
  }
};
const ANSWERED = ["--name-fr", "Ville de Sète", "--name-en", "City of Sète", "--server", "sete.example", "--contact", "regles@sete.example"];

test("asks five plain questions at a terminal, again when it did not understand, and makes what passes", PATIENCE, async () => {
  const keys = "Ville de Sète\nCity of Sète\nSète.example\nsete.example\nregles@sete.example\npeut-être\nnon\n";
  const run = spawnSync("script", ["-qec", `"${process.execPath}" "${MAIN}" --lang fr policy new rules`, "/dev/null"], { encoding: "utf8", input: keys, cwd: directory });
  expect(run.stdout).toContain("Le nom de votre administration, en français ?");
  expect(run.stdout.match(/un nom de serveur s’écrit en minuscules/g)?.length).toBe(1);
  expect(run.stdout.match(/répondez oui ou non/g)?.length).toBe(1);
  expect([run.status, run.stdout.includes("12 règles, 14 essais, tous réussis.")]).toEqual([0, true]);
  expect(readFileSync(join(directory, "rules", "policy.yaml"), "utf8")).toContain(`fr: "Messagerie : Ville de Sète"`);
  await passes("rules");
});

test("takes options instead, names the schema for editors, and touches no folder that has something in it", PATIENCE, async () => {
  const made = await chancery("--json", "policy", "new", "rules", ...ANSWERED, "--externals", "yes");
  expect([made.status, answerOf(made)]).toMatchObject([0, { rules: 13, tests: 15 }]);
  for (const file of ["policy.yaml", "policy.test.yaml", "public-rooms.yaml"]) {
    const schema = /\$schema=(.*)\n/.exec(readFileSync(join(directory, "rules", file), "utf8"))?.[1] ?? "";
    expect(existsSync(join(directory, "rules", schema))).toBe(true);
  }
  await passes("rules");
  const before = readdirSync(join(directory, "rules"));
  const again = await chancery("--json", "policy", "new", "rules", ...ANSWERED, "--externals", "no");
  expect([again.status, answerOf(again)]).toMatchObject([3, { errors: [{ code: "folder_not_empty" }] }]);
  expect(readdirSync(join(directory, "rules"))).toEqual(before);
});

test("without a terminal it says what is missing; a wrong answer is refused", PATIENCE, async () => {
  expect((await chancery("policy", "new", "rules")).err).toContain("the option --name-fr is missing.");
  for (const args of [[], [...ANSWERED], [...ANSWERED, "--externals", "maybe"], [...ANSWERED.slice(0, 4), "--server", "*.example"], ["--example", "nowhere"]]) expect((await chancery("policy", "new", "rules", ...args)).status).toBe(2);
  expect(readdirSync(directory)).toEqual([]);
});

test("every ready example passes at once", PATIENCE, async () => {
  const unknown = await chancery("--json", "policy", "new", "x", "--example", "");
  const [{ what }] = (answerOf(unknown) as { errors: [{ what: string }] }).errors;
  const names = what.replace(/^.*there are /, "").replace(/\.$/, "").split(", ");
  expect(names).toContain("example-state");
  for (const name of names) expect([name, (await chancery("policy", "new", name, "--example", name)).status]).toEqual([name, 0]);
  writeFileSync(join(directory, "kept"), "");
  expect(readdirSync(directory).filter((name) => name !== "kept").sort()).toEqual([...names].sort());
  await passes("example-state");
});

const RULE = ["--effect", "deny", "--actions", "invite", "--who", "sg", "--target", "externals", "--classes", "open_external"];
const TEXTS = ["title", "reason", "remedy"].flatMap((text) => [`--${text}-fr`, `${text} : « à l’essai » # {x}`, `--${text}-en`, `${text}: "on trial" # {x}`]);

test("a new rule comes with a test, keeps every comment, and says what it narrows; asked at a terminal too", PATIENCE, async () => {
  await chancery("policy", "new", "rules", "--example", "example-state");
  const before = readFileSync(join(directory, "rules", "policy.yaml"), "utf8");
  const contradicted = await chancery("policy", "new-rule", "rules", ...RULE, ...TEXTS, "--who", "finances");
  expect([contradicted.status, contradicted.err]).toEqual([1, expect.stringContaining("expected allow R-0202, got deny R-0401.\n  → Nothing was added")]);
  const { status, out, err } = await chancery("policy", "new-rule", "rules", ...RULE, ...TEXTS);
  expect([status, err]).toEqual([0, ""]);
  expect(out).toContain("R-0401 added to");
  expect(out).toContain("Narrower (allowed before, refused after):\n  invite, open_external");
  const after = readFileSync(join(directory, "rules", "policy.yaml"), "utf8");
  expect(after.startsWith(before)).toBe(true);
  await passes("rules");
  const keys = ["permettre", "publish", "sg, nobody", "sg", "interministerial", "Titre", "Title", "Raison", "Reason", "Que faire", "What to do"];
  const asked = await runChancery(directory, ["policy", "new-rule", "rules", "--trial"], "fr", keys);
  expect(asked.err).toContain("De faire quoi ?");
  expect(asked.err).toContain("ne déciderait jamais rien"); // R-0101 refuses it already
  expect(asked.status).toBe(1);
  expect(readFileSync(join(directory, "rules", "policy.yaml"), "utf8")).toBe(after);
  for (const wrong of [RULE, [...RULE, ...TEXTS, "--who", "finance"], [...RULE, ...TEXTS, "--actions", "read"], [...RULE, ...TEXTS, "--classes", "open"]]) expect((await chancery("policy", "new-rule", "rules", ...wrong)).status).toBe(2);
});
