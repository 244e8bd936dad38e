/**
 * In which order the events of an open room are decrypted: first those that fill the screen, from the line above what is new on; then slice
 * by slice what is newer than these, in the order of reading; then what is older. From the oldest one that is shown on, none is missing:
 * one whose words follow keeps its place. Pure but for what it remembers.
 */
import type { MatrixEvent } from "matrix-js-sdk";
import { ITEMS_ON_SCREEN } from "../domain/timeline-item.ts";

/** So many more are decrypted from one frame to the next: drawing their rows is most of a frame. */
export const SLICE = 8;

/**
 * What is on the screen when a room is opened: nothing, so that a screen of messages is wanted first; what was kept of it, in whose place no
 * fewer words may come; or another room, and nobody waits.
 */
export type Before = "nothing" | "kept" | "elsewhere";

export interface Slice {
  /** the index of the oldest event to show */
  readonly from: number;
  /** to be settled before they are shown */
  readonly due: readonly MatrixEvent[];
}

export class TimelineSlices {
  readonly #before: Before;
  readonly #isSettled: (event: MatrixEvent) => boolean;
  #oldest: MatrixEvent | null = null;
  /** shown, and not decrypted yet: the next ones first */
  #later: MatrixEvent[] = [];

  /** @param isSettled - whether there is nothing more to find out about an event. */
  constructor(before: Before, isSettled: (event: MatrixEvent) => boolean) {
    this.#before = before;
    this.#isSettled = isSettled;
  }

  /** Whether what is shown has all its words. */
  get whole(): boolean {
    return this.#later.length === 0;
  }

  /** Whether the words of an event that is shown follow. */
  follows(event: MatrixEvent): boolean {
    return this.#later.includes(event) && !this.#isSettled(event);
  }

  /**
   * @param events - all that are loaded, oldest first
   * @param firstUnread - the index of the first of them that is new; null: that is older than all of them
   */
  next(events: readonly MatrixEvent[], firstUnread: number | null): Slice {
    const shown = this.#oldest === null ? -1 : events.indexOf(this.#oldest);
    const slice = shown === -1 ? this.#first(events, firstUnread) : this.#following(events, shown);
    this.#oldest = events[slice.from] ?? null;
    return slice;
  }

  #first(events: readonly MatrixEvent[], firstUnread: number | null): Slice {
    this.#later = [];
    if (this.#before === "elsewhere") return { from: this.#back(events, events.length, 0), due: [] };
    const newest = this.#back(events, events.length, ITEMS_ON_SCREEN);
    // What is new is read from its beginning, which has to be there at first.
    const from = Math.min(newest, firstUnread ?? newest);
    const unsettled = events.slice(from).filter((event) => !this.#isSettled(event));
    if (this.#before === "kept") return { from, due: unsettled };
    this.#later = unsettled.slice(ITEMS_ON_SCREEN);
    return { from, due: unsettled.slice(0, ITEMS_ON_SCREEN) };
  }

  #following(events: readonly MatrixEvent[], shown: number): Slice {
    const due = this.#later.splice(0, SLICE);
    const later = new Set(this.#later);
    // What has come since is at its end, and wanted at once.
    const from = due.length > 0 ? shown : this.#back(events, shown, SLICE);
    return { from, due: events.slice(from).filter((event) => !later.has(event) && !this.#isSettled(event)) };
  }

  /** @returns the index from which on no more than `most` events before `end` are unsettled. */
  #back(events: readonly MatrixEvent[], end: number, most: number): number {
    let from = end;
    let left = most;
    for (let event = events[from - 1]; event !== undefined; event = events[from - 1]) {
      if (!this.#isSettled(event) && (left -= 1) < 0) break;
      from -= 1;
    }
    return from;
  }
}
