// @ts-check
/** Tells on standard error which step runs and how long it took; standard output belongs to the program. */
import { TEXT } from "./sentences.mjs";

/** @typedef {import("./language.mjs").Language} Language */
/** @typedef {import("./sentences.mjs").Text} Text */

const HEARTBEAT = 15_000;

export class Progress {
  /** @type {Language} */
  #language;
  #total = 0;
  #step = 0;

  /** @param {Language} language */
  constructor(language) {
    this.#language = language;
  }

  /** @param {number} further how many steps there will be from now on */
  expect(further) {
    this.#total = this.#step + further;
  }

  /**
   * Runs one step and tells its beginning, its end and, now and then, that it goes on.
   *
   * @template Value
   * @param {Text} what
   * @param {() => Promise<Value>} work gives null when all is well, or what went wrong
   * @returns {Promise<Value>}
   */
  async step(what, work) {
    this.#step += 1;
    const began = performance.now();
    const tenths = new Intl.NumberFormat(this.#language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    const seconds = () => `${tenths.format((performance.now() - began) / 1000)} s`;
    const title = `[${this.#step}/${Math.max(this.#total, this.#step)}] ${what[this.#language]}`;
    this.line(`${title} …`);
    const heartbeat = setInterval(() => this.line(`${title} · ${seconds()}, ${TEXT.stillRunning[this.#language]}`), HEARTBEAT);
    try {
      const value = await work();
      if (value === null) this.line(`${title} · ${seconds()}`);
      return value;
    } finally {
      clearInterval(heartbeat);
    }
  }

  /** @param {Text} text */
  say(text) {
    this.line(text[this.#language]);
  }

  /** @param {string} text */
  line(text) {
    process.stderr.write(`${text}\n`);
  }
}
