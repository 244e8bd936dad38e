import type { MatrixEvent } from "matrix-js-sdk";
import { beforeEach, describe, expect, it } from "vitest";
import { SLICE, TimelineSlices, type Before } from "./timeline-slices.ts";
import { ITEMS_ON_SCREEN } from "../domain/timeline-item.ts";

const room = (count: number, first = 0): MatrixEvent[] => Array.from({ length: count }, (_, index) => ({ getId: () => `$${first + index}` }) as unknown as MatrixEvent); // nothing else is looked at

let settled: Set<MatrixEvent>;
beforeEach(() => {
  settled = new Set();
});

/** Takes slice after slice and settles what is due. @returns how much was due, and from where on events were shown, each time. */
function open(before: Before, events: readonly MatrixEvent[], firstUnread: number | null, times: number) {
  const slices = new TimelineSlices(before, (event) => settled.has(event));
  return Array.from({ length: times }, () => {
    const { from, due } = slices.next(events, firstUnread);
    for (const event of due) settled.add(event);
    return { from, due: due.map((event) => events.indexOf(event)), whole: slices.whole, following: events.filter((event) => slices.follows(event)).length };
  });
}
const indexes = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

describe("a room that is opened on an empty screen", () => {
  it("begins with a screen of its newest messages, and older ones follow in slices", () => {
    const [first, second] = open("nothing", room(60), 60, 2);
    expect(first).toMatchObject({ from: 60 - ITEMS_ON_SCREEN, due: indexes(60 - ITEMS_ON_SCREEN, 60), whole: true, following: 0 });
    expect(second).toMatchObject({ from: 60 - ITEMS_ON_SCREEN - SLICE, due: indexes(60 - ITEMS_ON_SCREEN - SLICE, 60 - ITEMS_ON_SCREEN) });
  });

  it("begins at the first unread message however much follows it: a screen from there on is decrypted, the rest keeps its place", () => {
    const [first, second, ...later] = open("nothing", room(60), 10, 8);
    expect(first).toEqual({ from: 10, due: indexes(10, 10 + ITEMS_ON_SCREEN), whole: false, following: 50 - ITEMS_ON_SCREEN });
    // What is read next comes before what is older.
    expect(second).toMatchObject({ from: 10, due: indexes(10 + ITEMS_ON_SCREEN, 10 + ITEMS_ON_SCREEN + SLICE) });
    expect(later.at(-2)).toMatchObject({ from: 2, whole: true });
    expect(later.at(-1)).toMatchObject({ from: 0, due: [0, 1] });
  });

  it("decrypts what comes meanwhile at once", () => {
    const events = room(60);
    const slices = new TimelineSlices("nothing", (event) => settled.has(event));
    for (const event of slices.next(events, 0).due) settled.add(event);
    const more = [...events, ...room(1, 60)];
    expect(slices.next(more, 0).due).toContain(more[60]);
  });

  it("shows nothing as following that somebody else has decrypted", () => {
    const events = room(60);
    const slices = new TimelineSlices("nothing", (event) => settled.has(event));
    slices.next(events, 0);
    expect(slices.follows(events[59]!)).toBe(true);
    settled.add(events[59]!);
    expect(slices.follows(events[59]!)).toBe(false);
  });
});

describe("a room of which something else is on the screen", () => {
  it("comes with all the words from the first unread message on, where kept messages are shown", () => {
    expect(open("kept", room(60), 10, 1)).toEqual([{ from: 10, due: indexes(10, 60), whole: true, following: 0 }]);
  });

  it("comes with what is settled already, where nobody looks", () => {
    const events = room(60);
    for (const event of events.slice(30)) settled.add(event);
    expect(open("elsewhere", events, 10, 1)).toEqual([{ from: 30, due: [], whole: true, following: 0 }]);
  });
});
