/** Many reasons to do something, done once. */

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
    else inNextFrame(run);
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

/** A hidden window gets no animation frames, and one that is being hidden gets none any more: unread counts must go on there. */
const LONGEST_FRAME_MS = 250;

function inNextFrame(run: () => Promise<void>): void {
  if (typeof requestAnimationFrame !== "function") {
    setTimeout(() => void run(), 0);
    return;
  }
  const once = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    void run();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, LONGEST_FRAME_MS);
}
