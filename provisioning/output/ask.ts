/** Questions to somebody at a terminal. They go to standard error, so that the result on standard output stays clean. */
import { createInterface, type Interface } from "node:readline";

/** Lines as they come; whoever types ahead loses none. */
class TypedLines {
  readonly #waiting: string[] = [];
  readonly #lines: Interface;
  #ended = false;
  #wake: (() => void) | null = null;

  constructor(signal: AbortSignal) {
    this.#lines = createInterface({ input: process.stdin, terminal: false });
    const end = (): void => {
      this.#ended = true;
      this.#wake?.();
    };
    this.#lines.on("line", (line) => {
      this.#waiting.push(line);
      this.#wake?.();
    });
    this.#lines.once("close", end);
    signal.addEventListener("abort", () => {
      this.#lines.close();
      end();
    });
  }

  /** @returns null when there is no further line: the terminal is gone, or Ctrl-C or Ctrl-D was pressed */
  async next(): Promise<string | null> {
    this.#lines.resume();
    while (this.#waiting.length === 0 && !this.#ended) await new Promise<void>((resolve) => (this.#wake = resolve));
    if (!this.#ended) this.#lines.pause(); // or the program would never end
    return this.#waiting.shift() ?? null;
  }
}

/** @param signal ends a question that waits, as Ctrl-C does; the answer is null then */
export function askOnTerminal(signal: AbortSignal): (question: string) => Promise<string | null> {
  let lines: TypedLines | null = null;
  return (question) => {
    lines ??= new TypedLines(signal);
    process.stderr.write(`${question} `);
    return lines.next();
  };
}
