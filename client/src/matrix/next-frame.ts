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

/** Resolves once a screen that is handed something by the end of this task has painted it: the frame that is due next may come before it is drawn. */
export async function painted(): Promise<void> {
  await oneFrame();
  await oneFrame();
}

/** Before a frame is painted: what is posted then comes after it. */
const oneFrame = (): Promise<void> => new Promise((done) => inNextFrame(() => void setTimeout(done, 0)));
