/** Where a list of messages stands in its window, before and after its lines change. All lengths in CSS px. */
export interface ScrollPlace {
  readonly top: number;
  readonly height: number;
  readonly viewport: number;
}

/** This close to the end counts as being at the end. */
const AT_END_WITHIN = 64;

/** This close to the start, older messages are asked for. */
export const NEAR_START_WITHIN = 240;

export function atEnd(place: ScrollPlace): boolean {
  return place.height - place.top - place.viewport <= AT_END_WITHIN;
}

/**
 * @param before the place before the lines changed
 * @param heightAfter the height of all lines now
 * @param olderCame whether lines were added above what was shown first
 * @returns where to scroll to, or null to stay. Whoever reads at the end stays there; whoever reads further up keeps the line under the eye.
 */
export function scrollAfterChange(before: ScrollPlace, heightAfter: number, olderCame: boolean): number | null {
  if (atEnd(before)) return Math.max(0, heightAfter - before.viewport);
  return olderCame ? before.top + (heightAfter - before.height) : null;
}
