/**
 * JSON as SPECIFICATION.md section 1 reads it. `JSON.parse` lets a later duplicate key win and rounds big numbers, so two
 * readers of the same signed bytes could see two policies; here both are errors.
 */
import { failed, ok, type Result } from "../model/result.ts";

const DEPTH_LIMIT = 32;
const ESCAPES: { readonly [letter: string]: string } = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
// sticky: each looks exactly at the place the reader has come to
const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?![\d.eE])/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const UNICODE = /u([0-9a-fA-F]{4})/y;
const WORD = /true|false|null/y;

class NotJson extends Error {}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): unknown {
    const value = this.#value(0);
    this.#match(SPACE);
    if (this.#at !== this.#text.length) throw this.#problem("something after the value");
    return value;
  }

  #problem(what: string): NotJson {
    return new NotJson(`${what} at character ${String(this.#at)}`);
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.#at = pattern.lastIndex;
    return found;
  }

  /** Steps over a mark that may be preceded by space. */
  #take(mark: string): boolean {
    this.#match(SPACE);
    if (this.#text[this.#at] !== mark) return false;
    this.#at += 1;
    return true;
  }

  #expect(mark: string): void {
    if (!this.#take(mark)) throw this.#problem(`no ${mark}`);
  }

  #value(depth: number): unknown {
    if (depth > DEPTH_LIMIT) throw this.#problem("too deep");
    if (this.#take("{")) return this.#object(depth);
    if (this.#take("[")) return this.#list(depth);
    if (this.#take('"')) return this.#string();
    const word = this.#match(WORD);
    if (word !== null) return word[0] === "null" ? null : word[0] === "true";
    const number = this.#match(NUMBER);
    if (number === null) throw this.#problem("no value");
    const value = Number(number[0]);
    if (!Number.isSafeInteger(value) || number[0] === "-0") throw this.#problem("a number that is no safe integer");
    return value;
  }

  #object(depth: number): unknown {
    const entries = new Map<string, unknown>();
    if (!this.#take("}")) {
      do {
        this.#expect('"');
        const key = this.#string();
        if (entries.has(key)) throw this.#problem("a duplicate key");
        this.#expect(":");
        entries.set(key, this.#value(depth + 1));
      } while (this.#take(","));
      this.#expect("}");
    }
    return Object.fromEntries(entries);
  }

  #list(depth: number): unknown {
    const items: unknown[] = [];
    if (!this.#take("]")) {
      do items.push(this.#value(depth + 1));
      while (this.#take(","));
      this.#expect("]");
    }
    return items;
  }

  #string(): string {
    let value = "";
    for (;;) {
      value += this.#match(PLAIN)?.[0] ?? "";
      const mark = this.#text[this.#at];
      if (mark !== '"' && mark !== "\\") throw this.#problem("a string without its end");
      this.#at += 1;
      if (mark === '"') break;
      const unicode = this.#match(UNICODE);
      const plain = ESCAPES[this.#text[this.#at] ?? ""];
      if (unicode?.[1] !== undefined) value += String.fromCharCode(Number.parseInt(unicode[1], 16));
      else if (plain === undefined) throw this.#problem("an unknown escape");
      else {
        value += plain;
        this.#at += 1;
      }
    }
    if (!value.isWellFormed()) throw this.#problem("a lone surrogate");
    return value;
  }
}

/**
 * Reads one JSON value.
 * @param bytes UTF-8
 * @returns the value, or what was wrong and where (in English, for a log)
 */
export const parseStrictJson = (bytes: Uint8Array): Result<unknown, string> => {
  try {
    return ok(new Reader(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)).whole());
  } catch (error) {
    if (error instanceof NotJson) return failed(error.message);
    if (error instanceof TypeError) return failed("not UTF-8");
    throw error;
  }
};
