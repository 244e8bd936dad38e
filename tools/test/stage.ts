/** One part of the whole test run: a command, and how to count what it said. */
import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

export interface Stage {
  readonly name: string;
  /** what it checks, in words */
  readonly about: string;
  readonly command: readonly [string, ...string[]];
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Reads the counts out of the output; without it, or when it finds none, the stage counts as one.
   * INVARIANT: a command that ends with another code than 0 is never counted as passed.
   */
  readonly count?: (output: string) => Count | null;
  /** lines of the output that are worth showing although nothing failed */
  readonly tell?: RegExp;
}

export interface StageResult extends Count {
  readonly stage: Stage;
  readonly seconds: number;
  readonly output: string;
  readonly log: string;
}

/** Escape sequences that colour a terminal's text. */
const COLOUR = /\u001b\[[0-9;]*m/g;

/** Makes the counts honest: a failed command has at least one failure, a silent one is one check. */
export function honestCount(exitCode: number | null, counted: Count | null): Count {
  if (exitCode === 0) {
    if (counted === null) return { passed: 1, failed: 0 };
    return counted.passed + counted.failed === 0 ? { passed: 0, failed: 1 } : counted;
  }
  return { passed: counted?.passed ?? 0, failed: Math.max(counted?.failed ?? 0, 1) };
}

/** Runs a stage in `root`, keeping its whole output in `logs`. */
export async function runStage(stage: Stage, root: string, logs: string): Promise<StageResult> {
  mkdirSync(logs, { recursive: true });
  const log = join(logs, `${stage.name}.log`);
  const file = createWriteStream(log);
  const started = performance.now();
  const [program, ...args] = stage.command;
  const child = spawn(program, args, { cwd: root, env: { ...process.env, ...stage.environment }, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const keep = (data: Buffer): void => {
    output += data.toString();
    file.write(data);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const exitCode = await new Promise<number | null>((resolve) => {
    child.once("error", (error) => {
      output += `${program}: ${error.message}\n`;
      resolve(127);
    });
    child.once("close", resolve);
  });
  file.end();
  const plain = output.replace(COLOUR, "");
  const seconds = (performance.now() - started) / 1000;
  return { stage, seconds, output: plain, log, ...honestCount(exitCode, stage.count?.(plain) ?? null) };
}
