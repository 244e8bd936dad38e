import type { RoomId } from "../../ids.ts";
import { liveSource, type LiveSource } from "../../live.ts";
import { ok } from "../../result.ts";
import type { TimelineSnapshot } from "../../timeline-item.ts";
import type { TimelineSource } from "../timeline-source.ts";

const EMPTY: TimelineSnapshot = { items: [], loadingOlder: false, reachedStart: true, firstUnreadKey: null };

export interface FakeTimelineSource extends TimelineSource {
  /** the timeline of a room, to be changed */
  of(roomId: RoomId): LiveSource<TimelineSnapshot>;
  /** rooms whose timeline was marked read, in order */
  readonly read: readonly RoomId[];
}

export function fakeTimelineSource(initial: ReadonlyMap<RoomId, TimelineSnapshot> = new Map()): FakeTimelineSource {
  const timelines = new Map<RoomId, LiveSource<TimelineSnapshot>>();
  const read: RoomId[] = [];
  const of = (roomId: RoomId): LiveSource<TimelineSnapshot> => {
    const known = timelines.get(roomId) ?? liveSource(initial.get(roomId) ?? EMPTY);
    timelines.set(roomId, known);
    return known;
  };
  return {
    of,
    read,
    async open(roomId) {
      return ok({
        snapshot: of(roomId),
        async loadOlder() {
          of(roomId).set({ ...of(roomId).current(), reachedStart: true });
          return ok(undefined);
        },
        async markRead() {
          read.push(roomId);
        },
        close() {},
      });
    },
  };
}
