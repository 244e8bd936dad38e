/** The Python evaluator as a process that answers requests line by line. */
import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";

export class PythonEvaluator {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  /**
   * @param root the repository's root
   * @param venv folder of the Python environment of the tests
   */
  constructor(root: string, venv: string) {
    const folder = join(root, "policies/synapse");
    this.#child = spawn(join(root, venv, "bin/python"), [join(folder, "tests/decide_stream.py")], { cwd: folder, env: { ...process.env, PYTHONPATH: folder }, stdio: ["pipe", "pipe", "inherit"] });
    const output = this.#child.stdout;
    if (output === null) throw new Error("its output is a pipe");
    const lines: Interface = createInterface({ input: output });
    this.#lines = lines[Symbol.asyncIterator]();
  }

  /** What the requests that follow are asked of. @param bundles national first */
  load(bundles: readonly PolicyBundle[]): void {
    this.#say({ bundles });
  }

  /** @returns a decision for each request */
  async decide(requests: readonly unknown[]): Promise<readonly unknown[]> {
    this.#say({ requests });
    return (await this.#hear()) as readonly unknown[]; // our own process: a list
  }

  /** @returns how long each of the last requests took when asked `turns` times, in nanoseconds */
  async time(turns: number): Promise<readonly number[]> {
    this.#say({ time: turns });
    return (await this.#hear()) as readonly number[]; // our own process: a list of numbers
  }

  close(): void {
    this.#child.stdin?.end();
  }

  #say(message: object): void {
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  async #hear(): Promise<unknown> {
    const { done, value } = await this.#lines.next();
    if (done === true) throw new Error("the Python evaluator ended");
    return JSON.parse(value) as unknown;
  }
}
