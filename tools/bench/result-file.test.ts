import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { addRunToResultFile } from "./result-file.ts";

const NOON = new Date("2026-11-29T12:00:00Z");
const LATER = new Date("2026-11-29T12:07:00Z");
let root: string;

const git = (...args: string[]): string => execFileSync("git", ["-C", root, "-c", "user.name=A", "-c", "user.email=a@etat.example", ...args], { encoding: "utf8" }).trim();

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "chancery-results-"));
  git("init", "--quiet");
  writeFileSync(join(root, "code"), "one");
  git("add", "code");
  git("commit", "--quiet", "-m", "one");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const written = (path: string): Record<string, unknown> => JSON.parse(readFileSync(path, "utf8"));
const run = (seed: number, differences: number) => ({ options: { seed, steps: 20 }, facts: { differences } });

test("runs of one day and of the same code share a file; the same asked again takes the place of the run before", () => {
  addRunToResultFile(root, "soak-sync", NOON, run(1, 1));
  addRunToResultFile(root, "soak-sync", NOON, run(2, 0));
  const path = addRunToResultFile(root, "soak-sync", LATER, run(1, 0));
  expect(path).toBe(join(root, "docs/measurements/2026-11-29-soak-sync.json"));
  expect(written(path)).toMatchObject({
    bench: "soak-sync",
    commit: git("rev-parse", "HEAD"),
    changedSinceCommit: false,
    measuredAt: LATER.toISOString(),
    runs: [
      { ...run(2, 0), measuredAt: NOON.toISOString() },
      { ...run(1, 0), measuredAt: LATER.toISOString() },
    ],
  });
});

test("a result that is written once more is no change of the code", () => {
  const path = addRunToResultFile(root, "soak-sync", NOON, run(1, 0));
  git("add", path);
  git("commit", "--quiet", "-m", "result");
  addRunToResultFile(root, "soak-sync", NOON, run(1, 0));
  expect(written(addRunToResultFile(root, "soak-sync", LATER, run(2, 0)))).toMatchObject({ changedSinceCommit: false, runs: [run(1, 0), run(2, 0)] });
});

test("a run of other code stands in no list with runs of this one", () => {
  addRunToResultFile(root, "soak-sync", NOON, run(1, 0));
  writeFileSync(join(root, "code"), "two");
  expect(written(addRunToResultFile(root, "soak-sync", LATER, run(2, 0)))).toMatchObject({ changedSinceCommit: true, runs: [run(2, 0)] });
  git("commit", "--quiet", "-a", "-m", "two");
  expect(written(addRunToResultFile(root, "soak-sync", LATER, run(3, 0)))).toMatchObject({ changedSinceCommit: false, runs: [run(3, 0)] });
});
