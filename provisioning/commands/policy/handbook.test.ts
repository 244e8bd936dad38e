/** The officers' handbooks say what the commands really say: the section about questions to the rules is run, word by word. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
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

/** Commands and what they print, in the order of the section. */
function steps(handbook: string, heading: string): readonly { readonly commands: string; readonly output: string }[] {
  const text = readFileSync(join(REPOSITORY, "docs/handbooks", handbook), "utf8");
  const section = text.split(/^(?=## )/m).find((part) => part.startsWith(`## ${heading}\n`)) ?? "";
  return [...section.matchAll(/```sh\n(.*?)```\s+```text\n(.*?)```/gs)].map(([, commands = "", output = ""]) => ({ commands, output }));
}

test.each([
  ["policy-officers.en.md", "Asking the rules", "en_GB.UTF-8"],
  ["policy-officers.fr.md", "Interroger les règles", "fr_FR.UTF-8"],
])("%s: every command of “%s” prints what is written there", { timeout: 180_000 }, (handbook, heading, locale) => {
  const found = steps(handbook, heading);
  expect(found.length).toBe(4);
  const { LC_ALL: _all, LC_MESSAGES: _messages, ...environment } = process.env;
  for (const { commands, output } of found) {
    const run = spawnSync("bash", ["-e", "-c", CHANCERY + commands.replaceAll("/tmp/draft", join(drafts, "draft"))], { encoding: "utf8", cwd: REPOSITORY, env: { ...environment, LANG: locale } });
    expect([run.stderr, run.status]).toEqual(["", 0]);
    expect(run.stdout).toBe(output);
  }
});
