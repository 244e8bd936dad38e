/** A dated result in docs/measurements/, with the commit and the machine it was measured on. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";

const git = (root: string, ...args: string[]): string => execFileSync("git", ["-C", root, ...args], { encoding: "utf8" }).trim();

export interface Circumstances {
  /** tells results of one day apart */
  readonly variant?: string | null;
  /** load average over one minute before it began: what else the machine was doing */
  readonly load?: number;
}

const pathOf = (root: string, name: string, now: Date, variant: string | null): string =>
  join(root, "docs", "measurements", `${now.toISOString().slice(0, 10)}-${name}${variant === null ? "" : `-${variant}`}.json`);

/**
 * @param name - of the bench or the long run; its results are known by it.
 * @param result - what was measured or found.
 * @returns the path of the file
 */
export function writeResultFile(root: string, name: string, now: Date, result: object, { variant = null, load }: Circumstances = {}): string {
  const path = pathOf(root, name, now, variant);
  mkdirSync(join(path, ".."), { recursive: true });
  const content = {
    bench: name,
    measuredAt: now.toISOString(),
    ...version(root),
    machine: { processor: cpus()[0]?.model ?? "unknown", cores: availableParallelism(), memoryBytes: totalmem(), ...(load === undefined ? {} : { loadBefore: load }) },
    ...result,
  };
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`);
  return path;
}

/** What was measured. */
const version = (root: string) => ({
  commit: git(root, "rev-parse", "HEAD"),
  /** whether files that git knows had changes that are in no commit; results themselves measure nothing */
  changedSinceCommit: git(root, "status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs/measurements") !== "",
});

/** One of several runs of the same thing: what was asked of it, and whatever was found. */
export interface Run {
  readonly options: Readonly<Record<string, number>>;
  readonly [found: string]: unknown;
}

/**
 * Runs of one day and of the same code stand in one file, whatever was asked of each; the same asked again takes the place of the run before.
 *
 * @returns the path of the file
 */
export function addRunToResultFile(root: string, name: string, now: Date, run: Run): string {
  const others = runsOfSameCode(root, pathOf(root, name, now, null)).filter(({ options }) => !isDeepStrictEqual(options, run.options));
  return writeResultFile(root, name, now, { runs: [...others, { measuredAt: now.toISOString(), ...run }] });
}

function runsOfSameCode(root: string, path: string): readonly Run[] {
  let content: { readonly commit?: string; readonly changedSinceCommit?: boolean; readonly runs?: readonly Run[] };
  try {
    content = JSON.parse(readFileSync(path, "utf8")) as typeof content; // written by the function above, today
  } catch {
    return [];
  }
  const { commit, changedSinceCommit } = version(root);
  return content.commit === commit && content.changedSinceCommit === false && !changedSinceCommit ? (content.runs ?? []) : [];
}
