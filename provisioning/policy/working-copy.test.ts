import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deploymentLayout, type DeploymentLayout } from "../deployment/layout.ts";
import type { LocalisedText } from "../output/language.ts";
import { ensureWorkingCopy } from "./working-copy.ts";

let parent: string;
let origin: string;
let layout: DeploymentLayout;
let notes: LocalisedText[];

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "chancery-copy-"));
  origin = join(parent, "documents");
  layout = deploymentLayout(join(parent, "deployment"));
  notes = [];
  await mkdir(origin);
  await writeFile(join(origin, "policy.yaml"), "rules: 1");
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const ensure = async (): Promise<void> => {
  const result = await ensureWorkingCopy(layout, origin, (note) => notes.push(note));
  expect(result.ok).toBe(true);
};
const copy = (): Promise<string> => readFile(join(layout.layers.national.documents, "policy.yaml"), "utf8");

describe("the working copy of the rules", () => {
  test("is taken once, and again when the repository has newer rules and nobody edited it", async () => {
    await ensure();
    expect(await copy()).toBe("rules: 1");
    await writeFile(join(origin, "policy.yaml"), "rules: 2");
    await ensure();
    expect(await copy()).toBe("rules: 2");
    expect(notes).toEqual([]);
  });

  test("keeps what officers wrote, and says that newer rules were not taken", async () => {
    await ensure();
    await writeFile(join(layout.layers.national.documents, "policy.yaml"), "rules: of an officer");
    await ensure();
    expect(notes).toEqual([]);
    await writeFile(join(origin, "policy.yaml"), "rules: 2");
    await ensure();
    expect(await copy()).toBe("rules: of an officer");
    expect(notes.length).toBe(1);
  });

  test("the list of public rooms is no edit, and goes along", async () => {
    await ensure();
    await writeFile(layout.layers.national.publicRooms, "rooms: []");
    await writeFile(join(origin, "policy.yaml"), "rules: 2");
    await ensure();
    expect(await copy()).toBe("rules: 2");
    expect(await readFile(layout.layers.national.publicRooms, "utf8")).toBe("rooms: []");
  });

  test("is taken again when a terminal was killed while it was exchanged", async () => {
    await ensure();
    await rm(layout.layers.national.documents, { recursive: true });
    await ensure();
    expect(await copy()).toBe("rules: 1");
  });
});
