/** Waiting for the browser to draw: no longer than it makes sense where nothing is drawn. */

/** A hidden window gets no animation frames, and one that is being hidden gets none any more: unread counts must go on there. */
const LONGEST_FRAME_MS = 250;

/** Calls `run` before the next frame is painted; where there are no frames at all, in the next turn of the event loop. */
export function inNextFrame(run: () => void): void {
  if (typeof requestAnimationFrame !== "function") {
    setTimeout(run, 0);
    return;
  }
  const once = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    run();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, LONGEST_FRAME_MS);
}

/** Resolves once what stands in the page at this moment, or by the end of this task, is painted. */
export function painted(): Promise<void> {
  // Before the frame is painted: what is posted then comes after it.
  return new Promise((done) => inNextFrame(() => void setTimeout(done, 0)));
}
