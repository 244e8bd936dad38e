/**
 * A timeline is made anew from its events each time, and mostly nothing of it has changed. An item that says what it said before is
 * handed out as the same object, so that whoever draws it sees by a glance that there is nothing to do. Pure.
 */
import type { TimelineItem } from "../domain/timeline-item.ts";

/** @returns `next`, with the objects of `previous` wherever both say the same; `previous` itself when all of it does. */
export function sameItems(previous: readonly TimelineItem[], next: readonly TimelineItem[]): readonly TimelineItem[] {
  const before = new Map(previous.map((item) => [item.key, item]));
  const items = next.map((item) => {
    const known = before.get(item.key);
    return known !== undefined && isSameValue(known, item) ? known : item;
  });
  return items.length === previous.length && items.every((item, index) => item === previous[index]) ? previous : items;
}

/** Whether two values of plain data say the same: what is not an object or a list in them is equal when it is identical. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  // Thousands of items are compared from one frame to the next: no list of keys is made for each. Plain data inherits nothing.
  let fields = 0;
  for (const key in one) {
    if (!(key in other) || !isSameValue(one[key as never], other[key as never])) return false;
    fields += 1;
  }
  for (const _ in other) fields -= 1;
  return fields === 0;
}
