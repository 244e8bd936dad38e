/** The elements of the rows that are drawn now, by key. */
import { KeyedElements } from "./keyed-elements.ts";
import type { RowHeights } from "./row-heights.ts";

/** A row and where its upper edge is, in px below that of the window. */
export interface RowPlace {
  readonly key: string;
  readonly top: number;
}

export class RowElements extends KeyedElements {
  /** @returns whether a height is another than was thought. */
  measureInto(heights: RowHeights): boolean {
    let changed = false;
    for (const [key, element] of this.entries) {
      const { height } = element.getBoundingClientRect();
      if (height > 0 && heights.measure(key, height)) changed = true;
    }
    return changed;
  }

  /**
   * @param counts whether a row may be the answer
   * @returns the first row that begins inside the window; else the one that reaches into it from above. What grows in that one must grow upwards.
   */
  firstInside(window: HTMLElement, counts: (key: string) => boolean): RowPlace | null {
    const edge = window.getBoundingClientRect().top;
    let begins: RowPlace | null = null;
    let reaches: RowPlace | null = null;
    for (const [key, element] of this.entries) {
      const { top: place, height } = element.getBoundingClientRect();
      const top = place - edge;
      if (height === 0 || top >= window.clientHeight || top + height <= 0 || !counts(key)) continue;
      if (top >= 0 && (begins === null || top < begins.top)) begins = { key, top };
      if (top < 0 && (reaches === null || top > reaches.top)) reaches = { key, top };
    }
    return begins ?? reaches;
  }
}
