/** The order of the room list: invitations, one section for each space, rooms without a space, conversations, announcements. */
import type { RoomId } from "#client/domain/ids.ts";
import type { RoomSummary } from "#client/domain/room.ts";

export const ROOM_FILTERS = ["all", "unread", "people", "spaces"] as const;
export type RoomFilter = (typeof ROOM_FILTERS)[number];

export interface RoomSection {
  readonly key: string;
  readonly title:
    | { readonly kind: "invitations" | "rooms" | "conversations" | "announcements" }
    | { readonly kind: "space"; readonly id: RoomId; readonly name: string };
  readonly rooms: readonly RoomSummary[];
}

/** @returns whether `room` is a conversation with one other person. */
export function isDirect(room: RoomSummary): boolean {
  return room.directWith !== null || room.class.definition?.kind === "direct";
}

export function isSpace(room: RoomSummary): boolean {
  return room.class.definition?.kind === "space";
}

/** @returns whether people talk in it; the governance room and spaces carry state only. */
export function isPlaceToTalk(room: RoomSummary): boolean {
  return !isSpace(room) && room.class.definition?.kind !== "governance";
}

function isAnnouncement(room: RoomSummary): boolean {
  return room.class.definition?.mark === "public";
}

function hasNews(room: RoomSummary): boolean {
  return room.unread > 0 || room.mentions > 0;
}

let collating: { readonly locale: string; readonly collator: Intl.Collator } | null = null;

/** Kept, for making one costs more than sorting hundreds of rooms with it. */
function collatorOf(locale: string): Intl.Collator {
  if (collating?.locale !== locale) collating = { locale, collator: new Intl.Collator(locale, { numeric: true }) };
  return collating.collator;
}

/**
 * @param rooms as the port gives them, in no order
 * @param filter the chosen tab; `spaces` lists every room of a space under it, announcements too, and empty spaces as well
 * @param openRoom the room being read: it stays in the list of unread rooms although reading empties its count
 * @param locale for the order of names
 * @returns sections that have something in them (`spaces`: also empty ones)
 */
export function roomSections(
  rooms: readonly RoomSummary[],
  filter: RoomFilter,
  openRoom: RoomId | null,
  locale: string,
): readonly RoomSection[] {
  const collator = collatorOf(locale);
  const byName = (a: RoomSummary, b: RoomSummary): number => collator.compare(a.name, b.name);
  const byActivity = (a: RoomSummary, b: RoomSummary): number => b.lastActivity - a.lastActivity || byName(a, b);
  const invitations = rooms.filter((room) => room.membership === "invite").toSorted(byActivity);
  const joined = rooms.filter((room) => room.membership === "join");
  const spaces = joined.filter(isSpace).toSorted(byName);
  const talked = joined.filter(isPlaceToTalk).filter((room) => filter !== "unread" || hasNews(room) || room.id === openRoom);

  const sections: RoomSection[] = [];
  if (filter !== "spaces") sections.push({ key: "invitations", title: { kind: "invitations" }, rooms: invitations });
  if (filter !== "people") {
    for (const space of spaces) {
      const inside = talked.filter((room) => firstSpace(room, spaces) === space.id && !isDirect(room) && (filter === "spaces" || !isAnnouncement(room)));
      sections.push({ key: space.id, title: { kind: "space", id: space.id, name: space.name }, rooms: inside.toSorted(byActivity) });
    }
  }
  if (filter === "all" || filter === "unread") {
    const loose = talked.filter((room) => !isDirect(room) && !isAnnouncement(room) && firstSpace(room, spaces) === null);
    sections.push({ key: "rooms", title: { kind: "rooms" }, rooms: loose.toSorted(byActivity) });
  }
  if (filter !== "spaces") {
    sections.push({ key: "conversations", title: { kind: "conversations" }, rooms: talked.filter(isDirect).toSorted(byActivity) });
  }
  if (filter === "all" || filter === "unread") {
    const announcements = talked.filter((room) => isAnnouncement(room) && !isDirect(room));
    sections.push({ key: "announcements", title: { kind: "announcements" }, rooms: announcements.toSorted(byActivity) });
  }
  return sections.filter((section) => section.rooms.length > 0 || filter === "spaces");
}

/** A room that several spaces list stands once, under the first of them by name. */
function firstSpace(room: RoomSummary, spaces: readonly RoomSummary[]): RoomId | null {
  return spaces.find((space) => room.spaces.includes(space.id))?.id ?? null;
}
