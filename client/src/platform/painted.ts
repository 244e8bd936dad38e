/** A hidden window gets no frames: there nothing is painted, and nobody waits for that. */
const LONGEST_FRAME_MS = 250;

/** Resolves once what stands in the page at this moment, or by the end of this task, is painted; at once where nothing is ever painted. */
export function painted(): Promise<void> {
  if (typeof requestAnimationFrame !== "function") return Promise.resolve();
  return new Promise((done) => {
    const hidden = setTimeout(done, LONGEST_FRAME_MS);
    // Called before the frame is painted: what is posted there comes after it.
    requestAnimationFrame(() => {
      clearTimeout(hidden);
      setTimeout(done, 0);
    });
  });
}
