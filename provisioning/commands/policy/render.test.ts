/** `chancery policy render`, with the whole program and real signatures. How the pages look is looked at in e2e/screens/policy-page.spec.ts. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answerOf, runChancery, type Ended } from "../chancery-run.ts";

const DOCUMENTS = resolve(import.meta.dirname, "../../../policies/documents");
const PATIENCE = { timeout: 120_000 };

let directory: string;
const chancery = (...args: string[]): Promise<Ended> => runChancery(directory, ["--json", ...args, "--deployment", "d"]);
const documents = (): string => join(directory, "d", "policy", "documents");
const sign = async (): Promise<void> => expect((await chancery("policy", "sign", "--officer", "anne.morel", "bruno.petit")).status).toBe(0);
const read = (name: string): string => readFileSync(join(directory, "out", name), "utf8");

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "chancery-render-"));
  await chancery("officers", "init");
  cpSync(DOCUMENTS, documents(), { recursive: true });
  await sign();
}, 60_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("signed rules: who signed, by which key, and what changed since the version before, found by itself", PATIENCE, async () => {
  const policy = join(documents(), "policy.yaml");
  writeFileSync(policy, readFileSync(policy, "utf8").replace("interministerial, space, announcements", "interministerial, announcements"));
  writeFileSync(join(documents(), "public-rooms.yaml"), 'rooms:\n  - id: "!communiques"\n    comment: Presse, pour tous\n');
  await sign();
  expect(answerOf(await chancery("policy", "render", "--signed", "--output", "out"))).toEqual({ files: ["fr", "en"].map((one) => join(directory, "out", `example-state-v2.${one}.html`)), version: 2, compared: true });
  const key = spawnSync("ssh-keygen", ["-l", "-f", join(directory, "d", "officers", "bruno.petit", "key.pub")], { encoding: "utf8" }).stdout.split(" ")[1] ?? "none";
  const verified = answerOf(await chancery("policy", "verify")) as { readonly sha256: string };
  for (const page of [read("example-state-v2.fr.html"), read("example-state-v2.en.html")]) {
    for (const part of [key, verified.sha256, "Bruno Petit", "Presse, pour tous", "!communiques"]) expect(page).toContain(part);
  }
  expect(read("example-state-v2.en.html")).toContain("Compared with version 1");
  expect(read("example-state-v2.en.html")).toContain("join, space (Space)");
});

test("documents are a draft, and those of another policy are not compared with what is signed", PATIENCE, async () => {
  const example = resolve(DOCUMENTS, "../examples/externals");
  expect(answerOf(await chancery("policy", "render", example, "--output", "out"))).toMatchObject({ version: null, compared: false });
  expect(read("externals-draft.en.html")).toContain("Draft, unsigned.");
  expect(answerOf(await chancery("policy", "render", "--output", "out"))).toMatchObject({ version: null, compared: true });
  expect(read("example-state-draft.en.html")).toContain("Compared with version 2");
});

test("a kept version that was altered where it lies stops it", PATIENCE, async () => {
  const kept = join(directory, "d", "policy", "versions", "version-1", "policy.yaml");
  writeFileSync(kept, readFileSync(kept, "utf8").replace("mode: evaluate", "mode: enforce"));
  const ended = await chancery("policy", "render", "--signed", "--output", "out");
  expect(ended.status).toBe(1);
  expect(answerOf(ended)).toMatchObject({ errors: [{ code: "text_differs" }] });
});
