/** The elements that hold the rows of each part of the list, by the part's key. */
export class ListElements {
  readonly #elements = new Map<string, HTMLElement>();

  /** @returns takes it out again. */
  add(key: string, element: HTMLElement): () => void {
    this.#elements.set(key, element);
    return () => {
      if (this.#elements.get(key) === element) this.#elements.delete(key);
    };
  }

  get(key: string): HTMLElement | null {
    return this.#elements.get(key) ?? null;
  }

  /** @returns where each begins inside what scrolls, in px. */
  offsets(): ListOffsets {
    return new Map([...this.#elements].map(([key, element]) => [key, element.offsetTop]));
  }
}

export type ListOffsets = ReadonlyMap<string, number>;

export const NO_OFFSETS: ListOffsets = new Map();

export const sameOffsets = (a: ListOffsets, b: ListOffsets): boolean => a.size === b.size && [...a].every(([key, offset]) => b.get(key) === offset);
