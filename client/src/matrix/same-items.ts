/**
 * A timeline is made anew from its events each time, and mostly nothing of it has changed. An item that says what it said before is
 * handed out as the same object, so that whoever draws it sees by a glance that there is nothing to do. Pure.
 */
import { isRecord } from "../domain/json-shape.ts";
import type { TimelineItem } from "../domain/timeline-item.ts";

/** @returns `next`, with the objects of `previous` wherever both say the same. */
export function sameItems(previous: readonly TimelineItem[], next: readonly TimelineItem[]): readonly TimelineItem[] {
  const before = new Map(previous.map((item) => [item.key, item]));
  return next.map((item) => {
    const known = before.get(item.key);
    return known !== undefined && isSame(known, item) ? known : item;
  });
}

/** Items are plain data: what is not an object or a list in them is equal when it is identical. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one)) return Array.isArray(other) && one.length === other.length && one.every((entry, index) => isSame(entry, other[index]));
  if (!isRecord(one) || !isRecord(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key]));
}
