/** A clock that stands still until it is told to go on. */
export interface FakeClock {
  now(): number;
  after(ms: number, wake: () => void): () => void;
  /** Goes on by `ms`, waking whatever is due on the way, in order. */
  advance(ms: number): void;
  /** how many are waiting */
  readonly waiting: number;
}

/** @param start an instant */
export function fakeClock(start: string): FakeClock {
  let now = Date.parse(start);
  let waiting: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    after(ms, wake) {
      const entry = { at: now + ms, wake };
      waiting.push(entry);
      return () => void (waiting = waiting.filter((one) => one !== entry));
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        waiting = waiting.filter((one) => one !== next);
        now = next.at;
        next.wake();
      }
      now = end;
    },
    get waiting() {
      return waiting.length;
    },
  };
}
