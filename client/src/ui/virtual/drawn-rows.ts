/** Which rows are drawn, and how much room is left for those between them. Pure. */
import type { RowHeights } from "./row-heights.ts";

export interface DrawnRow<Row> {
  readonly row: Row;
  readonly index: number;
  /** room for the rows that are not drawn before this one, in px */
  readonly gap: number;
}

/**
 * @param from the first row on the screen or near it
 * @param to the row after the last one
 * @param pinned indices of rows that are drawn wherever they lie
 */
export function drawnRows<Row>(rows: readonly Row[], heights: RowHeights, from: number, to: number, pinned: readonly number[]): readonly DrawnRow<Row>[] {
  const indices = new Set(pinned);
  for (let index = from; index < Math.min(to, rows.length); index += 1) indices.add(index);
  let below = 0;
  return [...indices]
    .sort((a, b) => a - b)
    .flatMap((index) => {
      const row = rows[index];
      if (row === undefined) return [];
      const gap = Math.max(0, heights.edge(index) - below);
      below = heights.edge(index + 1);
      return [{ row, index, gap }];
    });
}
