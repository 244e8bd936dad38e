/** A hidden window gets no frames: there nothing is painted, and nobody waits for that. */
const LONGEST_FRAME_MS = 250;

/** Resolves once what stands in the page at this moment, or by the end of this task, is painted. */
export function painted(): Promise<void> {
  return new Promise((done) => {
    const hidden = setTimeout(done, LONGEST_FRAME_MS);
    // Called before the frame is painted: what is posted there comes after it.
    requestAnimationFrame(() => {
      clearTimeout(hidden);
      setTimeout(done, 0);
    });
  });
}
