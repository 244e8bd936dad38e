import { cp, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deploymentLayout, repositoryLayout, type DeploymentLayout } from "../deployment/layout.ts";
import type { LocalisedText } from "../output/language.ts";
import type { Problem } from "../output/problem.ts";
import type { Result } from "../result.ts";
import { readDocuments } from "./documents.ts";
import { officerKeyPath } from "./example-officers.ts";
import { readHeldPolicy, type HeldPolicy } from "./policy-files.ts";
import { ensureExampleRoot, preparePolicy } from "./prepare-policy.ts";
import { signDraft, type Signed } from "./sign-draft.ts";

const repository = repositoryLayout(resolve(import.meta.dirname, "../.."));
const NOW = Date.parse("2026-11-23T12:00:00Z");
const DAY = 24 * 60 * 60 * 1000;

let directory: string;
let layout: DeploymentLayout;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "chancery-ceremony-"));
  layout = deploymentLayout(directory);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const value = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
};
const codes = (result: Result<unknown, readonly Problem[]>): readonly string[] => (result.ok ? [] : result.failure.map(({ code }) => code));
const held = async (now = NOW): Promise<HeldPolicy> => {
  const found = value(await readHeldPolicy(layout, now));
  if (found === null) throw new Error("there is a root");
  return found;
};
const edit = async (file: string, from: string, to: string): Promise<void> => {
  const text = await readFile(file, "utf8");
  expect(text).toContain(from);
  await writeFile(file, text.replace(from, to));
};

describe("officers sign one after another", { timeout: 60_000 }, () => {
  const sign = async (officers: readonly string[], options: { key?: string; anew?: boolean } = {}): Promise<Result<Signed, readonly Problem[]>> =>
    signDraft({
      layout,
      documents: value(await readDocuments(layout.layers.national.documents, NOW)),
      held: await held(),
      signers: officers.map((officer) => ({ officer, keyFile: options.key ?? officerKeyPath(layout, officer) })),
      validDays: 30,
      anew: options.anew === true,
      now: NOW,
    });

  beforeEach(async () => {
    value(await ensureExampleRoot(layout, NOW));
    await cp(repository.documents, layout.layers.national.documents, { recursive: true });
  });

  test("one signature is a draft that nothing uses; the second makes it the deployment's policy", async () => {
    expect(value(await sign(["anne.morel"]))).toEqual({ kind: "draft", signatures: 1, threshold: 2 });
    expect((await held()).bundles.size).toBe(0);
    const complete = value(await sign(["claire.roux"]));
    expect(complete.kind).toBe("complete");
    expect((await held()).bundles.get("national")?.bundle.version).toBe(1);
    await expect(stat(layout.layers.national.draft)).rejects.toThrow();
  });

  test("nobody signs a draft that their own documents do not compile to", async () => {
    value(await sign(["anne.morel"]));
    const before = await readFile(layout.layers.national.draft, "utf8");
    await edit(join(layout.layers.national.documents, "policy.yaml"), "mode: evaluate", "mode: enforce");
    expect(codes(await sign(["bruno.petit"]))).toEqual(["text_differs"]);
    expect(await readFile(layout.layers.national.draft, "utf8")).toBe(before);
    expect((await held()).bundles.size).toBe(0);
    expect(value(await sign(["bruno.petit"], { anew: true }))).toEqual({ kind: "draft", signatures: 1, threshold: 2 });
  });

  test("a draft whose bytes were changed on the way is not signed", async () => {
    value(await sign(["anne.morel"]));
    const draft = JSON.parse(await readFile(layout.layers.national.draft, "utf8")) as { envelope: { payload: string } };
    const payload = Buffer.from(draft.envelope.payload, "base64").toString("utf8").replace(`"version":1`, `"version":2`);
    draft.envelope.payload = Buffer.from(payload).toString("base64");
    await writeFile(layout.layers.national.draft, JSON.stringify(draft));
    expect(codes(await sign(["bruno.petit"]))).toEqual(["signature_invalid"]);
  });

  test("the same person twice is not two people, whatever they call themselves", async () => {
    value(await sign(["anne.morel"]));
    expect(codes(await sign(["anne.morel"]))).toEqual(["officer_signed_already"]);
    expect(codes(await sign(["bruno.petit"], { key: officerKeyPath(layout, "anne.morel") }))).toEqual(["key_not_in_root"]);
    expect(codes(await sign(["mallory"], { key: officerKeyPath(layout, "anne.morel") }))).toEqual(["officer_unknown"]);
    expect((await held()).bundles.size).toBe(0);
  });

  test("keys are readable by their owner alone, and are never replaced", async () => {
    const path = officerKeyPath(layout, "anne.morel");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(`${path}.pub`)).mode & 0o777).toBe(0o600);
    const before = await readFile(path, "utf8");
    await rm(layout.root);
    value(await ensureExampleRoot(layout, NOW));
    expect(await readFile(path, "utf8")).toBe(before);
  });
});

describe("the example's policy at each start", { timeout: 60_000 }, () => {
  let notes: LocalisedText[];
  const prepare = async (now: number) => {
    notes = [];
    return preparePolicy({ layout, repository, now, onNote: (note) => notes.push(note) });
  };

  test("is signed the first time, left alone the second, signed again when its end is near", async () => {
    const first = value(await prepare(NOW));
    expect(first.example).toBe(true);
    expect([...first.governanceClasses]).toEqual(["governance"]);
    const bytes = await readFile(layout.layers.national.bundle, "utf8");
    value(await prepare(NOW + 22 * DAY));
    expect(notes).toEqual([]);
    expect(await readFile(layout.layers.national.bundle, "utf8")).toBe(bytes);
    value(await prepare(NOW + 24 * DAY));
    expect(notes.map((note) => note.en)).toEqual(["Version 2 signed by Anne Morel, Bruno Petit (expiry is near)"]);
  });

  test("comes back after everybody was away for longer than it holds", async () => {
    value(await prepare(NOW));
    value(await prepare(NOW + 90 * DAY));
    expect((await held(NOW + 90 * DAY)).bundles.get("national")?.bundle.version).toBe(2);
  });

  test("lists a public room by a further version, once", async () => {
    const prepared = value(await prepare(NOW));
    const rooms = [{ id: "!presse", comment: "Presse" }];
    const listed = value(await prepared.withPublicRooms(rooms));
    expect([listed.current.bundle.version, listed.current.bundle.policy.public_rooms]).toEqual([2, ["!presse"]]);
    const again = value(await value(await prepare(NOW)).withPublicRooms(rooms));
    expect(again.current.bundle.version).toBe(2);
    const more = value(await value(await prepare(NOW)).withPublicRooms([...rooms, { id: "!autre", comment: `"quoted": yes\n- id: "!evil"` }]));
    expect(more.current.bundle.policy.public_rooms).toEqual(["!autre", "!presse"]);
  });

  test("is not signed when a test of the rules fails, and says which line", async () => {
    value(await prepare(NOW));
    await edit(join(layout.layers.national.documents, "policy.yaml"), "id: R-0200\n    title: {fr: Externes dans les salons interministériels, en: Externals in interministerial rooms}\n    effect: deny", "id: R-0200\n    title: {fr: Externes dans les salons interministériels, en: Externals in interministerial rooms}\n    effect: allow");
    const result = await prepare(NOW);
    expect(codes(result)).toContain("policy_test_failed");
    expect(result.ok ? "" : result.failure[0]?.where).toMatch(/policy\.test\.yaml:\d+:\d+$/);
    expect((await held()).bundles.get("national")?.bundle.version).toBe(1);
  });

  test("is refused when its file was tampered with", async () => {
    value(await prepare(NOW));
    const file = JSON.parse(await readFile(layout.layers.national.bundle, "utf8")) as { chunks: string[] };
    const text = inflateRawSync(Buffer.from(file.chunks[0] ?? "", "base64")).toString("utf8");
    file.chunks[0] = deflateRawSync(text.replace("deny", "DENY")).toString("base64");
    await writeFile(layout.layers.national.bundle, JSON.stringify(file));
    expect(codes(await prepare(NOW))).toEqual(["chunk_mismatch"]);
  });
});
