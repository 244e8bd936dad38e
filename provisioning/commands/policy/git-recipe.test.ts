/** The recipe for officers who review by merge request: every command of the page is run, with a bare repository and the page's own hook. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const REPOSITORY = resolve(import.meta.dirname, "../../..");

interface Step {
  readonly commands: string;
  /** lines that must be among what the commands print */
  readonly says: readonly string[];
}

const page = (name: string): string => readFileSync(join(REPOSITORY, "docs/handbooks", name), "utf8");
const steps = (text: string): readonly Step[] =>
  [...text.matchAll(/```sh\n(.*?)```\n(?:\n```text\n(.*?)```)?/gs)].map(([, commands = "", output = ""]) => ({ commands, says: output.split("\n").filter((line) => line !== "") }));

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "chancery-git-"));
  mkdirSync(join(home, "bin"));
  const chancery = join(home, "bin", "chancery");
  writeFileSync(chancery, `#!/bin/sh\nexec "${process.execPath}" "${join(REPOSITORY, "provisioning/main.ts")}" "$@"\n`);
  chmodSync(chancery, 0o755);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

test("every command of the page does what is written there", { timeout: 300_000 }, () => {
  const { LC_ALL: _all, LC_MESSAGES: _messages, GIT_DIR: _directory, ...rest } = process.env;
  const somebody = { GIT_AUTHOR_NAME: "Officer", GIT_AUTHOR_EMAIL: "officer@etat.example", GIT_COMMITTER_NAME: "Officer", GIT_COMMITTER_EMAIL: "officer@etat.example", GIT_CONFIG_NOSYSTEM: "1" };
  const environment = { ...rest, ...somebody, HOME: home, PATH: `${join(home, "bin")}:${process.env["PATH"] ?? ""}`, LANG: "en_GB.UTF-8" };
  const found = steps(page("policy-in-git.en.md"));
  expect(found.length).toBeGreaterThan(7);
  let directory = home; // as a terminal that stays open
  for (const { commands, says } of found) {
    const run = spawnSync("bash", ["-e", "-o", "pipefail", "-c", `exec 2>&1\ncd "${directory}"\n${commands}\npwd > "${home}/where"`], { encoding: "utf8", env: environment });
    expect([commands, run.status, run.stdout]).toEqual([commands, 0, expect.anything()]);
    for (const line of says) expect(run.stdout).toContain(line);
    directory = readFileSync(join(home, "where"), "utf8").trim();
  }
  // Keys never went in.
  const kept = spawnSync("git", ["-C", join(home, "rules.git"), "ls-tree", "-r", "--name-only", "main"], { encoding: "utf8" }).stdout.split("\n");
  expect(kept).toContain("policy/national.json");
  expect(kept.filter((name) => name.startsWith("officers") || name.endsWith("key"))).toEqual([]);
});

test("both languages have the same commands", () => {
  expect(steps(page("policy-in-git.fr.md")).map(({ commands }) => commands)).toEqual(steps(page("policy-in-git.en.md")).map(({ commands }) => commands));
});
