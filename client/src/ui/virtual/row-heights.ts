/** How tall the rows of a long list are: measured where they were drawn, else as tall as others of their type. All lengths in CSS px. */

export interface VirtualRow {
  /** stable, and different for each row of the list */
  readonly key: string;
  /** rows of one type are about as tall as each other */
  readonly type: string;
}

/** Until the first row of its type was measured. */
const FIRST_GUESS = 48;

export class RowHeights {
  #rows: readonly VirtualRow[] = [];
  #indices = new Map<string, number>();
  readonly #measured = new Map<string, number>();
  readonly #types = new Map<string, { sum: number; count: number }>();
  /** upper edge of each row, and the lower edge of the last; null: to be added up again */
  #edges: Float64Array | null = null;

  setRows(rows: readonly VirtualRow[]): void {
    if (rows === this.#rows) return;
    this.#rows = rows;
    this.#indices = new Map(rows.map((row, index) => [row.key, index]));
    this.#edges = null;
    // What left the list is forgotten, but not on each change: most of it is the same.
    if (this.#measured.size > 2 * rows.length + 100) {
      for (const key of this.#measured.keys()) if (!this.#indices.has(key)) this.#measured.delete(key);
    }
  }

  get count(): number {
    return this.#rows.length;
  }

  indexOf(key: string): number | null {
    return this.#indices.get(key) ?? null;
  }

  /** @returns whether this changed anything by at least half a pixel. */
  measure(key: string, height: number): boolean {
    const before = this.#measured.get(key);
    if (before !== undefined && Math.abs(before - height) < 0.5) return false;
    const type = this.#rows[this.#indices.get(key) ?? -1]?.type;
    if (type === undefined) return false;
    const known = this.#types.get(type) ?? { sum: 0, count: 0 };
    known.sum += height - (before ?? 0);
    if (before === undefined) known.count += 1;
    this.#types.set(type, known);
    this.#measured.set(key, height);
    this.#edges = null;
    return true;
  }

  /** Everything is measured anew: the list has another width now. */
  forget(): void {
    this.#measured.clear();
    for (const known of this.#types.values()) {
      known.sum /= Math.max(1, known.count);
      known.count = 1;
    }
    this.#edges = null;
  }

  /** @returns the upper edge of a row below the upper edge of the list; of `count`: the height of the list. */
  edge(index: number): number {
    return this.#added()[Math.min(Math.max(index, 0), this.#rows.length)] ?? 0;
  }

  get total(): number {
    return this.edge(this.#rows.length);
  }

  /** @returns the row in which a place below the upper edge of the list lies; the first or the last one when it lies outside. */
  indexAt(place: number): number {
    const edges = this.#added();
    let low = 0;
    let high = this.#rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((edges[middle] ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    return Math.max(low, 0);
  }

  #added(): Float64Array {
    if (this.#edges !== null) return this.#edges;
    const edges = new Float64Array(this.#rows.length + 1);
    let at = 0;
    for (const [index, row] of this.#rows.entries()) {
      edges[index] = at;
      at += this.#measured.get(row.key) ?? this.#guess(row.type);
    }
    edges[this.#rows.length] = at;
    this.#edges = edges;
    return edges;
  }

  #guess(type: string): number {
    const known = this.#types.get(type);
    return known === undefined || known.count === 0 ? FIRST_GUESS : known.sum / known.count;
  }
}
