import { KeyedElements } from "#client/ui/virtual/keyed-elements.ts";

/** The elements that hold the rows of each part of the list, by the part's key. */
export class ListElements extends KeyedElements {
  /** @returns where each begins inside what scrolls, in px. */
  offsets(): ListOffsets {
    return new Map([...this.entries].map(([key, element]) => [key, element.offsetTop]));
  }
}

export type ListOffsets = ReadonlyMap<string, number>;

export const NO_OFFSETS: ListOffsets = new Map();

export const sameOffsets = (a: ListOffsets, b: ListOffsets): boolean => a.size === b.size && [...a].every(([key, offset]) => b.get(key) === offset);
