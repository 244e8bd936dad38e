/** The Tab key, pressed in real shells on a terminal of their own. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answerOf, runChancery } from "../chancery-run.ts";

const PATIENCE = { timeout: 60_000 };
const TAB = "\t";

let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "chancery-completion-"));
  for (const shell of ["bash", "zsh", "fish"]) {
    const { status, out } = await runChancery(directory, ["completion", shell], "fr");
    expect(status).toBe(0);
    writeFileSync(join(directory, shell), out);
  }
  writeFileSync(join(directory, "règles.yaml"), "");
}, 60_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const LINES = [
  ["policy roll", "policy rollback"],
  ["off", "officers"],
  ["policy sign --off", "policy sign --officer"],
  ["policy explain --action cre", "policy explain --action create_room"],
  ["policy revoke --action join sen", "policy revoke --action join send"],
  ["policy check --lan", "policy check --lang"],
  ["--lang f", "--lang fr"],
  ["completion ba", "completion bash"],
  ["policy check règ", "policy check règles.yaml"],
] as const;

/** Types each line with a Tab at its end and Enter; what runs then says which words it was given. */
function typed(shell: string, start: readonly string[]): readonly string[] {
  const keys = [...start, ...LINES.map(([line]) => `chancery ${line}${TAB}`), "exit", ""].join("\n");
  const { LC_ALL: _all, PROMPT_COMMAND: _prompt, ...rest } = process.env;
  const run = spawnSync("script", ["-qec", shell, "/dev/null"], { encoding: "utf8", input: keys, cwd: directory, env: { ...rest, LANG: "C.UTF-8", TERM: "dumb" }, timeout: 50_000 });
  return [...run.stdout.matchAll(/^RAN (.*?)\s*$/gm)].map(([, words = ""]) => words);
}

const RUNS = LINES.map(([, line]) => line);
const tells = `chancery() { printf 'RAN %s\\n' "$*"; }`;

test("bash completes commands, options, their values and files", PATIENCE, () => {
  expect(typed("bash --noprofile --norc -i", [tells, "source ./bash"])).toEqual(RUNS);
});

// Skipped where the shell is not installed (apt-get install zsh): nothing of ours needs it.
test.skipIf(!existsSync("/usr/bin/zsh"))("zsh does so too", PATIENCE, () => {
  expect(typed("zsh -f -i", [tells, "autoload -Uz compinit; compinit -u -D", "source ./zsh"])).toEqual(RUNS);
});

// Skipped where the shell is not installed (apt-get install fish): nothing of ours needs it.
test.skipIf(!existsSync("/usr/bin/fish"))("fish does so too, and says in the language of the terminal what a word is for", PATIENCE, () => {
  const complete = (line: string): readonly string[] => {
    const run = spawnSync("fish", ["--no-config", "-c", `source ./fish; complete -C ${JSON.stringify(`chancery ${line}`)}`], { encoding: "utf8", cwd: directory, env: { ...process.env, HOME: directory } });
    return run.stdout.trimEnd().split("\n");
  };
  for (const [line, whole] of LINES) expect(complete(line).map((found) => found.split(TAB)[0])).toEqual([whole.split(" ").at(-1)]);
  expect(complete("off")[0]).toBe(`officers${TAB}Responsables des règles`);
});

test("there are three shells, and machines get the script as a value", PATIENCE, async () => {
  expect((await runChancery(directory, ["completion", "tcsh"])).status).toBe(2);
  expect(answerOf(await runChancery(directory, ["--json", "completion", "bash"]))).toMatchObject({ shell: "bash", script: expect.stringContaining("complete -F _chancery chancery") });
});
