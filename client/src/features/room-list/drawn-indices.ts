/** Which of many rows of the same height are drawn. Pure; all lengths in px. */

export interface DrawnIndex {
  readonly index: number;
  /** so many rows before it are not drawn, since the one drawn last */
  readonly before: number;
}

export interface EqualRows {
  readonly count: number;
  /** where the window begins, below the first row; negative: above it */
  readonly top: number;
  readonly viewport: number;
  readonly row: number;
  /** index of a row that is drawn wherever it lies; -1: none */
  readonly pinned: number;
}

/** So many rows are drawn beyond each edge of the window. */
const MARGIN_ROWS = 10;

export function drawnIndices({ count, top, viewport, row, pinned }: EqualRows): readonly DrawnIndex[] {
  const from = Math.min(Math.max(0, Math.floor(top / row) - MARGIN_ROWS), count);
  const to = Math.max(from, Math.min(count, Math.ceil((top + viewport) / row) + MARGIN_ROWS));
  const indices = Array.from({ length: to - from }, (_, offset) => from + offset);
  if (pinned >= 0 && pinned < from) indices.unshift(pinned);
  else if (pinned >= to && pinned < count) indices.push(pinned);
  return indices.map((index, at) => ({ index, before: index - (at === 0 ? 0 : (indices[at - 1] ?? 0) + 1) }));
}
