/** `chancery policy rollback`, with the whole program and real keys. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answerOf, runChancery, type Ended } from "../chancery-run.ts";

const DOCUMENTS = resolve(import.meta.dirname, "../../../policies/documents");
const PATIENCE = { timeout: 120_000 };
const BOTH = ["--officer", "anne.morel", "bruno.petit"];

let directory: string;
const at = (...parts: string[]): string => join(directory, "d", "policy", ...parts);
const chancery = (...args: string[]): Promise<Ended> => runChancery(directory, ["--json", ...args, "--deployment", "d"]);
const done = async (running: Promise<Ended>): Promise<unknown> => {
  const ended = await running;
  expect([ended.status, ended.out]).toEqual([0, expect.anything()]);
  return answerOf(ended);
};
const edit = (file: string, from: string, to: string): void => {
  const text = readFileSync(file, "utf8");
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
};
const errorOf = async (running: Promise<Ended>): Promise<string> => {
  const ended = await running;
  return `${ended.status} ${(answerOf(ended) as { errors: readonly { code: string }[] }).errors[0]?.code}`;
};

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "chancery-rollback-"));
  await done(chancery("officers", "init"));
  cpSync(DOCUMENTS, at("documents"), { recursive: true });
  await done(chancery("policy", "sign", ...BOTH));
  edit(at("documents", "policy.yaml"), "agents of the ministries only", "agents of the ministries on duty");
  await done(chancery("policy", "sign", ...BOTH));
  edit(at("documents", "policy.yaml"), "agents of the ministries on duty", "agents who are on duty, says an unsigned edit");
}, 120_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("an earlier version comes back as a new one, after the difference was shown; unsigned edits are put aside", PATIENCE, async () => {
  const first = await chancery("policy", "rollback", "--to", "1", "--officer", "anne.morel");
  expect(first.err).toContain(`- "This room is for agents of the ministries on duty."`);
  expect(first.err).toContain(`+ "This room is for agents of the ministries only."`);
  const draft = (await done(Promise.resolve(first))) as { kind: string; from: number; setAside: string };
  expect(draft).toMatchObject({ kind: "draft", signatures: 1, threshold: 2, from: 1 });
  expect(readFileSync(join(draft.setAside, "policy.yaml"), "utf8")).toContain("says an unsigned edit");
  expect(readFileSync(at("documents", "policy.yaml"), "utf8")).toBe(readFileSync(join(DOCUMENTS, "policy.yaml"), "utf8"));
  expect(readFileSync(at("documents", "policy.test.yaml"), "utf8")).toBe(readFileSync(join(DOCUMENTS, "policy.test.yaml"), "utf8"));
  // The second officer may do the same, or sign the documents that came back.
  expect(await done(chancery("policy", "rollback", "--to", "1", "--officer", "bruno.petit"))).toMatchObject({ kind: "complete", version: 3, from: 1, setAside: null, signedBy: ["anne.morel", "bruno.petit"] });
  const shown = (await done(chancery("policy", "show"))) as { version: number; policy: unknown };
  expect(shown.version).toBe(3);
  expect(JSON.stringify(shown.policy)).toContain("agents of the ministries only");
  expect(readdirSync(at("versions")).sort()).toEqual(["version-1", "version-2", "version-3"]);
});

test("what is not kept, was altered, or is another version under that number, does not come back", PATIENCE, async () => {
  const before = readFileSync(at("documents", "policy.yaml"), "utf8");
  const rollback = (): Promise<string> => errorOf(chancery("policy", "rollback", "--to", "2", ...BOTH));
  expect(await errorOf(chancery("policy", "rollback", "--to", "9", ...BOTH))).toBe("1 version_not_kept");
  expect(await errorOf(chancery("policy", "rollback", "--to", "0", ...BOTH))).toBe("2 usage");

  const [text, signed] = ["policy.yaml", "signed.json"].map((name) => at("versions", "version-2", name)) as [string, string];
  const [goodText, goodSigned] = [readFileSync(text, "utf8"), readFileSync(signed, "utf8")];
  edit(text, "agents of the ministries on duty", "agents of every ministry on duty");
  expect(await rollback()).toBe("1 text_differs");
  writeFileSync(text, goodText);

  const bundle = JSON.parse(goodSigned) as { envelope: { payload: string } };
  const payload = Buffer.from(bundle.envelope.payload, "base64").toString("utf8").replace(`"version":2`, `"version":4`);
  writeFileSync(signed, JSON.stringify({ ...bundle, envelope: { ...bundle.envelope, payload: Buffer.from(payload).toString("base64") } }));
  expect(await rollback()).toBe("1 signature_invalid");

  writeFileSync(signed, readFileSync(at("versions", "version-1", "signed.json"), "utf8"));
  expect(await rollback()).toBe("1 version_differs");
  writeFileSync(signed, goodSigned);

  expect(readFileSync(at("documents", "policy.yaml"), "utf8")).toBe(before);
  expect(await errorOf(chancery("policy", "rollback", "--to", "2", "--officer", "mallory"))).toBe("1 officer_unknown");
  expect(readFileSync(at("documents", "policy.yaml"), "utf8")).toBe(before);
});
