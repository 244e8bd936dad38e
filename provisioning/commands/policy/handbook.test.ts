/** The officers' handbooks say what the commands really say: a change up to its signatures, and the questions to the rules, are run word by word. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const REPOSITORY = resolve(import.meta.dirname, "../../..");
const CHANCERY = `chancery() { "${process.execPath}" provisioning/bin/chancery.mjs "$@"; }\n`;

let drafts: string;
beforeEach(() => {
  drafts = mkdtempSync(join(tmpdir(), "chancery-handbook-"));
});
afterEach(() => rmSync(drafts, { recursive: true, force: true }));

const sectionOf = (handbook: string, heading: string): string =>
  readFileSync(join(REPOSITORY, "docs/handbooks", handbook), "utf8").split(/^(?=## )/m).find((part) => part.startsWith(`## ${heading}\n`)) ?? "";

/** Commands and what they print, in the order of the section. */
function steps(section: string): readonly { readonly commands: string; readonly output: string }[] {
  return [...section.matchAll(/```sh\n(.*?)```\s+```text\n(.*?)```/gs)].map(([, commands = "", output = ""]) => ({ commands, output }));
}

test.each([
  ["policy-officers.en.md", "Asking the rules", "en_GB.UTF-8"],
  ["policy-officers.fr.md", "Interroger les règles", "fr_FR.UTF-8"],
])("%s: every command of “%s” prints what is written there", { timeout: 180_000 }, (handbook, heading, locale) => {
  const found = steps(sectionOf(handbook, heading));
  expect(found.length).toBe(4);
  const { LC_ALL: _all, LC_MESSAGES: _messages, ...environment } = process.env;
  for (const { commands, output } of found) {
    const run = spawnSync("bash", ["-e", "-c", CHANCERY + commands.replaceAll("/tmp/draft", join(drafts, "draft"))], { encoding: "utf8", cwd: REPOSITORY, env: { ...environment, LANG: locale } });
    expect([run.stderr, run.status]).toEqual(["", 0]);
    expect(run.stdout).toBe(output);
  }
});

/** Moments differ from run to run, and so does where the deployment is. */
const timeless = (text: string): string => text.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "MOMENT");

test.each([
  ["policy-officers.en.md", "A change, from the first line to everybody", "en_GB.UTF-8"],
  ["policy-officers.fr.md", "Un changement, de la première ligne jusqu’à tous", "fr_FR.UTF-8"],
])("%s: “%s” is what happens, from the first line to the second signature", { timeout: 180_000 }, (handbook, heading, locale) => {
  const deployment = join(drafts, "deployment");
  const documents = join(deployment, "policy/documents");
  const { LC_ALL: _all, LC_MESSAGES: _messages, ...environment } = process.env;
  const run = (commands: string) => {
    const inDeployment = commands.replaceAll(/^(chancery .*)$/gm, `$1 --deployment ${deployment} 2>&1`);
    const ended = spawnSync("bash", ["-c", CHANCERY + inDeployment], { encoding: "utf8", cwd: REPOSITORY, env: { ...environment, LANG: locale } });
    return { status: ended.status, printed: ended.stdout.replaceAll(deployment, ".chancery/example") };
  };
  const policy = join(documents, "policy.yaml");
  const change = (from: string | RegExp, to: string): string => {
    const text = readFileSync(policy, "utf8");
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    writeFileSync(policy, changed);
    return text;
  };
  // As `npm start` leaves it: the rules, then the same with a public room.
  run("chancery officers init");
  cpSync(join(REPOSITORY, "policies/documents"), documents, { recursive: true });
  run("chancery policy sign --officer anne.morel bruno.petit");
  writeFileSync(join(documents, "public-rooms.yaml"), 'rooms:\n  - id: "!presse"\n    comment: Presse\n');
  run("chancery policy sign --officer anne.morel bruno.petit");

  const section = sectionOf(handbook, heading);
  const [, written = ""] = /```yaml\n(.*?)```/s.exec(section) ?? [];
  const [, mistake = ""] = /```text\n(.*?)```/s.exec(section) ?? [];
  change(/ {4}because:\n {6}reason:\n {8}fr: Ce salon est réservé aux agents des ministères\.\n {8}en: .*\n/, written);
  const correct = change(/(id: R-0200\n.*\n.*\n {4}actions: )\[join, invite\]/, "$1[join, invitation]");
  expect(run("chancery policy check")).toEqual({ status: 1, printed: `.chancery/example/policy/documents/${mistake}` });
  writeFileSync(policy, correct);

  const [tried, signed] = steps(section);
  for (const step of [tried, signed]) {
    const { printed } = run(step?.commands ?? "");
    expect(timeless(printed)).toBe(timeless(step?.output ?? "nothing"));
  }
});
