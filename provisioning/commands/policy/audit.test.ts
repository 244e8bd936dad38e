/** `chancery policy audit`, with the whole program and real keys. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answerOf, runChancery, type Ended } from "../chancery-run.ts";

const DOCUMENTS = resolve(import.meta.dirname, "../../../policies/documents");
const PATIENCE = { timeout: 120_000 };

interface Answer {
  readonly whole: boolean;
  readonly roots: readonly { readonly version: number }[];
  readonly bundles: readonly { readonly version: number; readonly prev_sha256: string | null; readonly sha256: string }[];
  readonly findings: readonly { readonly code: string; readonly version: number | null }[];
}

let directory: string;
const at = (...parts: string[]): string => join(directory, "d", "policy", ...parts);
const chancery = (...args: string[]): Promise<Ended> => runChancery(directory, args);
const audit = async (folder: string): Promise<{ readonly status: number | null; readonly answer: Answer }> => {
  const ended = await chancery("--json", "policy", "audit", folder);
  return { status: ended.status, answer: answerOf(ended) as Answer };
};
/** A copy of the folder with something changed, as an auditor may be given it. */
const tampered = (name: string, change: (folder: string) => void): string => {
  const folder = join(directory, name);
  cpSync(at(), folder, { recursive: true });
  change(folder);
  return folder;
};

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "chancery-audit-"));
  expect((await chancery("officers", "init", "--deployment", "d")).status).toBe(0);
  cpSync(DOCUMENTS, at("documents"), { recursive: true });
  for (const words of ["agents of the ministries only", "agents of the ministries on duty", "agents who are on duty"]) {
    const file = at("documents", "policy.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace(/(en: This room is for )agents[^.]*/, `$1${words}`));
    const signed = await chancery("policy", "sign", "--officer", "anne.morel", "bruno.petit", "--deployment", "d");
    expect([signed.status, signed.err]).toEqual([0, expect.anything()]);
  }
}, 240_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("a chain that is whole is said to be, in words and for machines", PATIENCE, async () => {
  const { status, answer } = await audit(at());
  expect([status, answer.whole, answer.findings]).toEqual([0, true, []]);
  expect(answer.roots.map(({ version }) => version)).toEqual([1]);
  expect(answer.bundles.map(({ version, prev_sha256 }) => [version, prev_sha256])).toEqual([[1, null], [2, answer.bundles[0]?.sha256], [3, answer.bundles[1]?.sha256]]);
  const said = await chancery("--lang", "en", "policy", "audit", "--deployment", "d");
  expect(said.status).toBe(0);
  expect(said.out).toContain("The chain is whole; roots: 1, versions of the rules: 3.");
});

test("a version that was taken out, altered or exchanged breaks it, and the version is named", PATIENCE, async () => {
  const without = await audit(tampered("without", (folder) => rmSync(join(folder, "versions", "version-2"), { recursive: true })));
  expect([without.status, without.answer.whole, without.answer.findings]).toMatchObject([1, false, [{ code: "version_missing", version: 3 }]]);
  const altered = await audit(
    tampered("altered", (folder) => {
      const file = join(folder, "versions", "version-2", "signed.json");
      writeFileSync(file, readFileSync(file, "utf8").replace(/"signatures":\[\{/, '"signatures":[{"officer":"anne.morel","signature":"x"},{'));
    }),
  );
  expect([altered.status, altered.answer.findings]).toMatchObject([1, [{ code: "signer_duplicate", version: 2 }]]);
  const said = await chancery("--lang", "en", "policy", "audit", join(directory, "without"));
  expect(said.out).toContain("missing before this version: 2");
  expect(said.out).toContain("The chain does not hold.");
});

test("without a root there is nothing to check", PATIENCE, async () => {
  expect((await chancery("policy", "audit", tampered("rootless", (folder) => rmSync(join(folder, "root.json"))))).status).toBe(1);
});
