import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deploymentLayout, repositoryLayout } from "../../deployment/layout.ts";
import { readDocuments } from "../../policy/documents.ts";
import { shellWord, walkLines, type WalkedDeployment } from "./walks.ts";

const REPOSITORY = resolve(import.meta.dirname, "../../..");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chancery walks' "));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const walked = (repository: string, deployment: string, elsewhere = false): WalkedDeployment => ({
  client: "http://127.0.0.1:18080/",
  layout: deploymentLayout(deployment),
  repository: repositoryLayout(repository),
  elsewhere,
  startArguments: [],
});

/** What stands on lines of their own, to be pasted. */
const commandsOf = (lines: readonly string[]): string[] => lines.filter((line) => /^ {7}\S/.test(line)).map((line) => line.trim());

describe("the walks of the closing words", () => {
  test("are three in each language, with the same commands", () => {
    const deployment = walked(REPOSITORY, join(REPOSITORY, ".chancery", "example"));
    const [fr, en] = [walkLines(deployment, "fr"), walkLines(deployment, "en")];
    expect(fr.filter((line) => line.startsWith("Cinq minutes")).length).toBe(3);
    expect(en.filter((line) => line.startsWith("Five minutes")).length).toBe(3);
    expect(commandsOf(fr)).toEqual(commandsOf(en));
    expect(commandsOf(en).length).toBeGreaterThan(10);
  });

  test("find a deployment elsewhere, also with a space and a quote in its name", () => {
    const elsewhere = join(folder, "deployment");
    const commands = commandsOf(walkLines(walked(REPOSITORY, elsewhere, true), "en")).filter((command) => command.startsWith("node "));
    for (const command of commands) {
      const args = execFileSync("/bin/sh", ["-c", `node() { printf '%s\\n' "$@"; }; ${command}`], { encoding: "utf8" }).trim().split("\n");
      expect(args.slice(-2)).toEqual(["--deployment", elsewhere]);
    }
  });

  test("change the files that they name as they say", async () => {
    const layout = deploymentLayout(join(folder, "deployment"));
    const repository = repositoryLayout(folder);
    mkdirSync(join(folder, ".chancery"));
    cpSync(join(REPOSITORY, "provisioning", "example"), join(folder, "provisioning", "example"), { recursive: true });
    cpSync(join(REPOSITORY, "policies", "documents"), layout.layers.national.documents, { recursive: true });
    const before = readFileSync(join(layout.layers.national.documents, "policy.yaml"), "utf8");
    for (const command of commandsOf(walkLines(walked(folder, layout.directory), "en")).filter((each) => each.startsWith("sed "))) execFileSync("/bin/sh", ["-c", command], { cwd: folder });

    const members = (path: string): Record<string, readonly string[]> => {
      const state = JSON.parse(readFileSync(path, "utf8")) as { rooms: { key: string; members: string[] }[] };
      return Object.fromEntries(state.rooms.map((room) => [room.key, room.members]));
    };
    const example = members(repository.exampleState);
    expect(members(repository.trialState)).toEqual({ ...example, coordination: [...(example["coordination"] ?? []), "nora.diallo-externe"] });

    const changed = readFileSync(join(layout.layers.national.documents, "policy.yaml"), "utf8").split("\n").filter((line, index) => line !== before.split("\n")[index]);
    expect(changed.map((line) => line.trim().slice(0, 3))).toEqual(["fr:", "en:"]);
    const read = await readDocuments(layout.layers.national.documents, Date.now());
    expect(read.ok ? [] : read.failure).toEqual([]);
  });

  test.each(["fr", "en"] as const)("name the buttons of the client as it does (%s)", (language) => {
    // Read, not imported: the command line knows nothing of the client's sources.
    const said = ["conversations", "people"].map((part) => readFileSync(join(REPOSITORY, "client", "src", "ui", "i18n", part, `${language}.ts`), "utf8")).join("\n");
    // A terminal's spaces are plain ones.
    const label = (key: string): string => (new RegExp(`"${key}": "(.*)",`).exec(said)?.[1] ?? `no ${key}`).replaceAll(/\s/g, " ");
    const walk = walkLines(walked(REPOSITORY, folder), language).join("\n");
    for (const key of ["room.members", "members.invite"]) expect(walk).toContain(label(key));
    expect(walk).toContain(label("foot.verified").replace("{version}", "…"));
  });

  test("a word for the shell stays one word", () => {
    for (const text of ["plain/path", "with space", "it's", "$HOME `id` \"x\" \\", ""]) expect(execFileSync("/bin/sh", ["-c", `printf %s ${shellWord(text)}`], { encoding: "utf8" })).toBe(text);
  });
});
