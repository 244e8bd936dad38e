/** What to do when the page's process dies: load it again, but not for ever. */

/** As often within the time below. */
const RELOADS = 3;
const WITHIN_MS = 10 * 60_000;

export class RendererCrashes {
  #at: readonly number[] = [];

  /**
   * @param reason as Electron's `render-process-gone` gives it
   * @param now ms since the epoch
   */
  next(reason: string, now: number): "nothing" | "reload" | "give_up" {
    if (reason === "clean-exit") return "nothing";
    this.#at = [...this.#at.filter((at) => now - at < WITHIN_MS), now];
    return this.#at.length > RELOADS ? "give_up" : "reload";
  }
}
