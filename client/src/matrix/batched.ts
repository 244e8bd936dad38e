/** Many reasons to do something, done once. */
import { inNextFrame } from "./next-frame.ts";

/**
 * @param work - runs at the next animation frame where there are frames, else in the next turn of the event loop; never twice at
 *   the same time. A request during a run leads to exactly one further run.
 * @param apart - ms that lie at least between the end of a run and the next one
 * @returns a function that requests a run, and one that stops all further runs.
 */
export function batched(work: () => void | Promise<void>, apart = 0): { request(): void; stop(): void } {
  let requested = false;
  let running = false;
  let stopped = false;
  let ended = Number.NEGATIVE_INFINITY;
  const schedule = (): void => {
    const rest = ended + apart - performance.now();
    if (rest > 0) setTimeout(() => void run(), rest);
    else inNextFrame(() => void run());
  };
  const run = async (): Promise<void> => {
    requested = false;
    if (stopped) return;
    running = true;
    try {
      await work();
    } catch (error) {
      // Whoever stopped this has perhaps stopped the client too, under the run's feet.
      if (!stopped) throw error;
    } finally {
      running = false;
      ended = performance.now();
      if (requested) schedule();
    }
  };
  return {
    request() {
      if (requested || stopped) return;
      requested = true;
      if (!running) schedule();
    },
    stop() {
      stopped = true;
    },
  };
}
