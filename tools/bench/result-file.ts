/** A dated result in docs/measurements/, with the commit and the machine it was measured on. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";

const git = (root: string, ...args: string[]): string => execFileSync("git", ["-C", root, ...args], { encoding: "utf8" }).trim();

export interface Circumstances {
  /** tells results of one day apart */
  readonly variant?: string | null;
  /** load average over one minute before it began: what else the machine was doing */
  readonly load?: number;
}

/**
 * @param name - of the bench or the long run; its results are known by it.
 * @param result - what was measured or found.
 * @returns the path of the file
 */
export function writeResultFile(root: string, name: string, now: Date, result: object, { variant = null, load }: Circumstances = {}): string {
  const folder = join(root, "docs", "measurements");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${now.toISOString().slice(0, 10)}-${name}${variant === null ? "" : `-${variant}`}.json`);
  const content = {
    bench: name,
    measuredAt: now.toISOString(),
    commit: git(root, "rev-parse", "HEAD"),
    /** whether files that git knows had changes that are in no commit */
    changedSinceCommit: git(root, "status", "--porcelain", "--untracked-files=no") !== "",
    machine: { processor: cpus()[0]?.model ?? "unknown", cores: availableParallelism(), memoryBytes: totalmem(), ...(load === undefined ? {} : { loadBefore: load }) },
    ...result,
  };
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`);
  return path;
}
