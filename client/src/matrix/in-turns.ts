/** Long work in short pieces, with input and painting in between. */

export interface Turns {
  /** Whether this piece has lasted long enough. */
  over(): boolean;
  /** Resolves in a later task, with which a new piece begins. */
  next(): Promise<void>;
}

/** @param ms how long a piece lasts; what is done without asking in between adds to it */
export function inTurns(ms: number): Turns {
  let began = performance.now();
  return {
    over: () => performance.now() - began >= ms,
    async next() {
      await new Promise<void>((next) => void setTimeout(next, 0));
      began = performance.now();
    },
  };
}
