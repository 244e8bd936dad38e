/** Elements that come and go, by key. */
export class KeyedElements {
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

  protected get entries(): Iterable<readonly [string, HTMLElement]> {
    return this.#elements;
  }
}
