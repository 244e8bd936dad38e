/** `chancery policy new`: asked at a terminal, told by options, or from a ready example. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { answerOf, runChancery, type Ended } from "../chancery-process.ts";

const PATIENCE = { timeout: 180_000 };
const MAIN = resolve(import.meta.dirname, "../../main.ts");

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chancery-new-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const chancery = (...args: string[]): Ended => runChancery(directory, args);
const passes = (folder: string): void => {
  for (const command of ["check", "test"]) {
    const { status, err } = chancery("policy", command, folder);
    expect([command, folder, status, err]).toEqual([command, folder, 0, ""]);
  }
};
const ANSWERED = ["--name-fr", "Ville de Sète", "--name-en", "City of Sète", "--server", "sete.example", "--contact", "regles@sete.example"];

test("asks five plain questions at a terminal, again when it did not understand, and makes what passes", PATIENCE, () => {
  const keys = "Ville de Sète\nCity of Sète\nSète.example\nsete.example\nregles@sete.example\npeut-être\nnon\n";
  const run = spawnSync("script", ["-qec", `"${process.execPath}" "${MAIN}" --lang fr policy new rules`, "/dev/null"], { encoding: "utf8", input: keys, cwd: directory });
  expect(run.stdout).toContain("Le nom de votre administration, en français ?");
  expect(run.stdout.match(/un nom de serveur s’écrit en minuscules/g)?.length).toBe(1);
  expect(run.stdout.match(/répondez oui ou non/g)?.length).toBe(1);
  expect([run.status, run.stdout.includes("12 règles, 14 essais, tous réussis.")]).toEqual([0, true]);
  expect(readFileSync(join(directory, "rules", "policy.yaml"), "utf8")).toContain(`fr: "Messagerie : Ville de Sète"`);
  passes("rules");
});

test("takes options instead, names the schema for editors, and touches no folder that has something in it", PATIENCE, () => {
  const made = chancery("--json", "policy", "new", "rules", ...ANSWERED, "--externals", "yes");
  expect([made.status, answerOf(made)]).toMatchObject([0, { rules: 13, tests: 15 }]);
  for (const file of ["policy.yaml", "policy.test.yaml", "public-rooms.yaml"]) {
    const schema = /\$schema=(.*)\n/.exec(readFileSync(join(directory, "rules", file), "utf8"))?.[1] ?? "";
    expect(existsSync(join(directory, "rules", schema))).toBe(true);
  }
  passes("rules");
  const before = readdirSync(join(directory, "rules"));
  const again = chancery("--json", "policy", "new", "rules", ...ANSWERED, "--externals", "no");
  expect([again.status, answerOf(again)]).toMatchObject([3, { errors: [{ code: "folder_not_empty" }] }]);
  expect(readdirSync(join(directory, "rules"))).toEqual(before);
});

test("without a terminal it says what is missing; a wrong answer is refused", PATIENCE, () => {
  expect(chancery("policy", "new", "rules").err).toContain("the option --name-fr is missing.");
  for (const args of [[], [...ANSWERED], [...ANSWERED, "--externals", "maybe"], [...ANSWERED.slice(0, 4), "--server", "*.example"], ["--example", "nowhere"]]) expect(chancery("policy", "new", "rules", ...args).status).toBe(2);
  expect(readdirSync(directory)).toEqual([]);
});

test("every ready example passes at once", PATIENCE, () => {
  const unknown = chancery("--json", "policy", "new", "x", "--example", "");
  const [{ what }] = (answerOf(unknown) as { errors: [{ what: string }] }).errors;
  const names = what.replace(/^.*there are /, "").replace(/\.$/, "").split(", ");
  expect(names).toContain("example-state");
  for (const name of names) expect([name, chancery("policy", "new", name, "--example", name).status]).toEqual([name, 0]);
  writeFileSync(join(directory, "kept"), "");
  expect(readdirSync(directory).filter((name) => name !== "kept").sort()).toEqual([...names].sort());
  passes("example-state");
});
