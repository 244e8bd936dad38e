/** The real program in a process of its own, for tests. */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

const MAIN = resolve(import.meta.dirname, "../main.ts");

export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs `chancery ARGS` without a terminal.
 * @param directory where relative paths start from
 * @param locale as LANG has it
 * @param input what comes in by standard input
 */
export function runChancery(directory: string, args: readonly string[], locale = "en_GB.UTF-8", input = ""): Ended {
  const { LC_ALL: _all, LC_MESSAGES: _messages, ...rest } = process.env;
  const run = spawnSync(process.execPath, [MAIN, ...args], { encoding: "utf8", env: { ...rest, LANG: locale }, cwd: directory, input });
  return { status: run.status, out: run.stdout, err: run.stderr };
}

/** The one line that `--json` prints, as a value. */
export const answerOf = ({ out }: Ended): unknown => {
  const lines = out.trimEnd().split("\n");
  if (lines.length !== 1) throw new Error(`--json prints one line, not ${lines.length}: ${out}`);
  return JSON.parse(lines[0] ?? "");
};
