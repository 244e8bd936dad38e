/**
 * What a person waits for goes first: a room that opens, a message that is made ready. The crypto library does one thing after the other,
 * and whatever else it is asked for stands in front of what is on nobody's screen yet. So all that nobody waits for is done in small
 * pieces, few at a time, and each of them asks here before it begins.
 */

/** Nothing is held back for longer, in ms: it may be the network that somebody waits for, and rows want their words. */
const LONGEST_MS = 2_000;

/** So many pieces of what nobody waits for are under way at once: what comes first waits for no more than these. */
const AT_ONCE = 2;

export class Precedence {
  /** how much is under way for which somebody waits */
  #first = 0;
  #waiting: (() => void)[] = [];
  #pieces = 0;
  readonly #queue: (() => void)[] = [];

  /** Nothing that waits for its turn begins while `work` runs. @throws what `work` throws. */
  async first<Value>(work: () => Promise<Value>): Promise<Value> {
    this.#first += 1;
    let first = true;
    const end = (): void => {
      if (!first) return;
      first = false;
      this.#first -= 1;
      if (this.#first === 0) for (const go of this.#waiting.splice(0)) go();
    };
    const timer = setTimeout(end, LONGEST_MS);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
      end();
    }
  }

  /** Resolves as soon as nobody waits for anything, at once when nobody does; and after two seconds whoever waits, so that nothing starves. */
  async turn(): Promise<void> {
    if (this.#first === 0) return;
    const until = performance.now() + LONGEST_MS;
    // Somebody else may have begun to wait by the time this goes on.
    while (this.#first > 0 && performance.now() < until) {
      await new Promise<void>((resolve) => {
        const go = (): void => {
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(() => {
          this.#waiting = this.#waiting.filter((other) => other !== go);
          resolve();
        }, until - performance.now());
        this.#waiting.push(go);
      });
    }
  }

  /** Runs a small piece of what nobody waits for when it is its turn, in the order of asking. @throws what `piece` throws. */
  async behind<Value>(piece: () => Promise<Value>): Promise<Value> {
    if (this.#pieces < AT_ONCE) this.#pieces += 1;
    else await new Promise<void>((go) => this.#queue.push(go));
    try {
      await this.turn();
      return await piece();
    } finally {
      // The place goes straight to the next one.
      const next = this.#queue.shift();
      if (next === undefined) this.#pieces -= 1;
      else next();
    }
  }
}
