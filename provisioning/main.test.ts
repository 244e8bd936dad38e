import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const MAIN = join(import.meta.dirname, "main.ts");
const DOCUMENTS = resolve(import.meta.dirname, "../policies/documents");

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chancery-cli-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const chancery = (args: readonly string[], locale = "en_GB.UTF-8"): { status: number | null; out: string; err: string } => {
  const { LC_ALL: _all, LC_MESSAGES: _messages, ...rest } = process.env;
  const environment = { ...rest, LANG: locale };
  const run = spawnSync(process.execPath, [MAIN, ...args], { encoding: "utf8", env: environment, cwd: directory });
  return { status: run.status, out: run.stdout, err: run.stderr };
};

/** Each test starts the real program, which takes its time on a busy machine. */
const PATIENCE = { timeout: 60_000 };

describe("the command line", PATIENCE, () => {
  test("speaks the language of the terminal, or the one it is asked for", () => {
    expect(chancery(["--help"], "fr_FR.UTF-8").out).toContain("Utilisation : chancery");
    expect(chancery(["--help"], "de_DE.UTF-8").out).toContain("Usage: chancery");
    expect(chancery(["policy", "sign", "--help", "--lang", "fr"]).out).toMatch(/par défaut : 30/);
    expect(chancery(["start", "--help"]).out).toContain("default: 18008");
  });

  test.each([
    [["policy", "sign"], "the option --officer <id...> is missing."],
    [["start", "--clint-port", "1"], "there is no option --clint-port."],
    [["start", "--client-port", "80"], "the value of --client-port <n> is not valid."],
    [["state", "apply"], "the argument file is missing."],
    [["conquer"], "there is no command conquer."],
    [["--lang", "de", "policy", "check"], "there is no language de; there are fr and en."],
  ])("%j is wrong, and says how", (args, sentence) => {
    const { status, out, err } = chancery(args);
    expect([status, out]).toEqual([2, ""]);
    expect(err.split("\n")[0]).toBe(sentence);
  });

  test("for machines an error is one line of JSON and an exit code", () => {
    const { status, out, err } = chancery(["policy", "verify", "--json", "--deployment", "nowhere"], "fr_FR.UTF-8");
    expect([status, err]).toEqual([1, ""]);
    expect(out.trimEnd().split("\n").length).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ errors: [{ code: "no_root", where: join(directory, "nowhere", "policy", "root.json") }] });
  });
});

describe("beginning afresh", PATIENCE, () => {
  /** Equal ports are refused right after the folder was looked at: nothing more is started. */
  const reset = (folder: string): ReturnType<typeof chancery> => chancery(["start", "--reset", "--no-open", "--deployment", folder, "--homeserver-port", "27999", "--client-port", "27999"]);

  test("leaves somebody else's folder exactly as it was", () => {
    writeFileSync(join(directory, "thesis.txt"), "years of work");
    const { status, err } = reset(directory);
    expect(status).toBe(3);
    expect(err).toContain("does not bear the mark of a Chancery deployment; nothing in it was touched.");
    expect(readdirSync(directory)).toEqual(["thesis.txt"]);
  });

  test("in a folder that is not there yet is a first beginning", () => {
    const { err } = reset(join(directory, "new"));
    expect(err).toContain("client and homeserver cannot have the same port.");
    expect(err).not.toContain("does not bear the mark");
  });
});

describe("errors in the rules", PATIENCE, () => {
  test("come with file, line, column, the line itself and what was probably meant", () => {
    const documents = join(directory, "documents");
    cpSync(DOCUMENTS, documents, { recursive: true });
    const file = join(documents, "policy.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("target: {sets: [finances, interieur, sg]}", "target: {sets: [finances, interier, sg]}"));
    const line = readFileSync(file, "utf8").split("\n").findIndex((text) => text.includes("interier,")) + 1;
    const { status, out, err } = chancery(["policy", "check", "documents"]);
    expect([status, out]).toEqual([1, ""]);
    const [first, quoted, mark, remedy] = err.split("\n");
    expect(first).toBe(`${file}:${line}:31: Unknown set: “interier”.`);
    expect(quoted).toBe("        target: {sets: [finances, interier, sg]}");
    expect(mark?.indexOf("^")).toBe(quoted?.indexOf("interier"));
    expect(remedy).toBe("  → Perhaps: interieur");
  });

  test("never send the terminal what is hidden in them", () => {
    const documents = join(directory, "documents");
    cpSync(DOCUMENTS, documents, { recursive: true });
    writeFileSync(join(documents, "public-rooms.yaml"), "rooms: [] # \u001b[2J\u202egone\n");
    const { err } = chancery(["policy", "check", "documents"]);
    expect(err).toContain("public-rooms.yaml:1:");
    expect(err).not.toMatch(/[\u001b\u202e]/);
  });

  test("the rules of the example have none, and pass their tests", () => {
    expect(chancery(["policy", "check", DOCUMENTS]).status).toBe(0);
    expect(chancery(["policy", "test", DOCUMENTS]).status).toBe(0);
  });
});
