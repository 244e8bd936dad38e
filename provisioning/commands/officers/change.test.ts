/** `chancery officers change` and, with the policy host that it names, `chancery policy pulse`: with the whole program and real keys. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { answerOf, runChancery, type Ended } from "../chancery-run.ts";

const DOCUMENTS = resolve(import.meta.dirname, "../../../policies/documents");
const PATIENCE = { timeout: 60_000 };

let directory: string;
const at = (...parts: string[]): string => join(directory, "d", "policy", ...parts);
const chancery = (...args: string[]): Promise<Ended> => runChancery(directory, ["--json", ...args, "--deployment", "d"]);
const change = (...args: string[]): Promise<Ended> => chancery("officers", "change", ...args);
const errorOf = async (running: Promise<Ended>): Promise<string> => {
  const ended = await running;
  return `${ended.status} ${(answerOf(ended) as { errors?: readonly { code: string }[] }).errors?.[0]?.code}`;
};

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "chancery-change-"));
  await chancery("officers", "init");
  cpSync(DOCUMENTS, at("documents"), { recursive: true });
  expect((await chancery("policy", "sign", "--officer", "anne.morel", "bruno.petit")).status).toBe(0);
  for (const name of ["denis.faure", "poste-1"]) spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", join(directory, name)]);
}, 60_000);
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const DENIS = ["--leaving", "anne.morel", "--joining", "denis.faure=denis.faure.pub", "--name", "denis.faure=Denis Faure", "--key", "denis.faure=denis.faure"];

test("one leaves and one comes, by enough of the old and enough of the new; then the new ones sign the rules, and the one who left cannot", PATIENCE, async () => {
  const first = await change(...DENIS, "--officer", "anne.morel");
  expect(first.err).toContain("denis.faure   Denis Faure, Policy officer   ssh-ed25519 ");
  expect(answerOf(first)).toMatchObject({ kind: "draft", version: 2, signatures: 1 });
  expect(await errorOf(change(...DENIS, "--threshold", "1", "--officer", "bruno.petit"))).toBe("1 text_differs");
  // Two of the old have signed, but of the new root's officers only Bruno.
  expect(answerOf(await change(...DENIS, "--officer", "bruno.petit"))).toMatchObject({ kind: "draft", signatures: 2 });
  expect(answerOf(await change(...DENIS, "--officer", "denis.faure"))).toMatchObject({ kind: "complete", version: 2, threshold: 2, officers: [{ id: "bruno.petit" }, { id: "claire.roux" }, { id: "denis.faure", name: "Denis Faure" }] });
  expect(existsSync(at("root-draft.json"))).toBe(false);

  const anew = (...officers: string[]): Promise<Ended> => chancery("policy", "sign", "--key", "denis.faure=denis.faure", "--officer", ...officers);
  expect(await errorOf(anew("anne.morel"))).toBe("1 officer_unknown");
  expect(answerOf(await anew("denis.faure", "claire.roux"))).toMatchObject({ kind: "complete", version: 2, signedBy: ["claire.roux", "denis.faure"] });
  expect((await chancery("policy", "verify")).status).toBe(0);
  // A version that the officers before signed still comes back, signed by those of now.
  expect(answerOf(await chancery("policy", "rollback", "--to", "1", "--officer", "bruno.petit", "claire.roux"))).toMatchObject({ kind: "complete", version: 3, from: 1 });
});

test("new officers alone, or a draft that was altered, change nothing", PATIENCE, async () => {
  const before = readFileSync(at("root.json"), "utf8");
  expect(answerOf(await change(...DENIS, "--officer", "denis.faure"))).toMatchObject({ kind: "draft" });
  expect(answerOf(await change(...DENIS, "--officer", "claire.roux"))).toMatchObject({ kind: "draft" });
  expect(readFileSync(at("root.json"), "utf8")).toBe(before);
  const draft = JSON.parse(readFileSync(at("root-draft.json"), "utf8")) as { payload: string };
  writeFileSync(at("root-draft.json"), JSON.stringify({ ...draft, payload: Buffer.from(Buffer.from(draft.payload, "base64").toString("utf8").replace(`"root_threshold":2`, `"root_threshold":1`)).toString("base64") }));
  expect(await errorOf(change(...DENIS, "--officer", "bruno.petit"))).toBe("1 text_differs");
  expect(await errorOf(change(...DENIS, "--threshold", "1", "--officer", "bruno.petit"))).toMatch(/^1 (text_differs|signature_invalid)$/);
  expect(readFileSync(at("root.json"), "utf8")).toBe(before);
});

test.each([
  [["--officer", "anne.morel"], "2 usage"],
  [["--leaving", "mallory", "--officer", "anne.morel"], "1 officer_unknown"],
  [["--joining", "denis.faure=nowhere.pub", "--officer", "anne.morel"], "3 file_missing"],
  [["--joining", "denis.faure=d/policy/root.json", "--officer", "anne.morel"], "1 key_unsupported"],
  [["--joining", "denis.faure", "--officer", "anne.morel"], "2 usage"],
  [["--threshold", "4", "--officer", "anne.morel"], "1 threshold_unreachable"],
])("%j is refused", PATIENCE, async (args, code) => {
  expect(await errorOf(change(...args))).toBe(code);
  expect(existsSync(at("root-draft.json"))).toBe(false);
});

test("a host that the new root names vouches for the rules; an officer does not, nor another key", PATIENCE, async () => {
  expect(answerOf(await change("--host", "poste-1=poste-1.pub", "--officer", "anne.morel", "bruno.petit"))).toMatchObject({ kind: "complete", hosts: [{ id: "poste-1" }] });
  const pulse = (host: string, key: string): Promise<Ended> => chancery("policy", "pulse", "--host", host, "--key", key);
  expect(await errorOf(pulse("anne.morel", "d/officers/anne.morel/key"))).toBe("1 officer_unknown");
  expect(await errorOf(pulse("poste-1", "denis.faure"))).toBe("1 key_not_in_root");
  expect(existsSync(at("pulse.json"))).toBe(false);
  expect(answerOf(await pulse("poste-1", "poste-1"))).toMatchObject({ host: "poste-1", root: 2, layers: { national: { bundle: { version: 1 } } } });
  expect(existsSync(at("pulse.json"))).toBe(true);
});
