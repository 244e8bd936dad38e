/** What a person sees on one device, in a form that can be compared with another device's. */
import type { RoomId } from "#client/domain/ids.ts";
import type { RoomSummary } from "#client/domain/room.ts";
import type { TimelineItem } from "#client/domain/timeline-item.ts";
import { value, type Device } from "./device.ts";

export type Row = ReturnType<typeof row>;

/** Of the class only its name: its texts are those of the bundle, which is the same for both. */
function row(room: RoomSummary) {
  const { class: roomClass, spaces, ...rest } = room;
  return { ...rest, class: roomClass.id, spaces: [...spaces].sort() };
}

export function rows(device: Device): readonly Row[] {
  return (device.session.rooms.rooms.current() ?? []).map(row).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The key of an own message differs on the device that sent it, and so does the transaction. */
export function shown(item: TimelineItem) {
  const { key: _key, ...rest } = item;
  return rest.type === "message" ? { ...rest, transactionId: null } : rest;
}

export type Shown = ReturnType<typeof shown>;

/** The whole timeline of a room, from its beginning. @param open - of a room that has been open for long; else it is opened for this. */
export async function wholeTimeline(device: Device, roomId: RoomId, open: boolean): Promise<readonly Shown[]> {
  const timeline = open ? await device.keepOpen(roomId) : value(await device.session.timelines.open(roomId));
  try {
    while (!timeline.snapshot.current().reachedStart) {
      const loaded = await timeline.loadOlder();
      // A connection that the server closed at this moment is what it is for everybody: one scrolls again.
      if (!loaded.ok && loaded.failure.code !== "network") value(loaded);
      // The snapshot is made anew in the next turn.
      await new Promise((next) => setTimeout(next, 5));
    }
    return timeline.snapshot.current().items.map(shown);
  } finally {
    if (!open) timeline.close();
  }
}

export async function members(device: Device, roomId: RoomId): Promise<readonly unknown[]> {
  const list = value(await device.session.members.open(roomId));
  const found = [...list.members.current()].sort((a, b) => (a.person.userId < b.person.userId ? -1 : 1));
  list.close();
  return found;
}
