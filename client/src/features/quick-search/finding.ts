/** What a few letters find: rooms and commands here, without asking anybody. */
import type { RoomSummary } from "#client/domain/room.ts";

/** @returns `text` without case and accents, so that "maelle" finds "Maëlle". */
export function folded(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();
}

/** Whether every word of `term` begins some word of `text`. */
export function matches(text: string, term: string): boolean {
  const words = folded(text).split(/[\s'’.·-]+/u);
  return folded(term)
    .trim()
    .split(/\s+/u)
    .every((part) => words.some((word) => word.startsWith(part)));
}

/** @returns at most `limit` joined rooms that match, the most recent first; for an empty term the most recent of all. */
export function findRooms(rooms: readonly RoomSummary[], term: string, limit: number): readonly RoomSummary[] {
  return rooms
    .filter((room) => room.membership === "join" && room.class.definition?.kind !== "space" && room.class.definition?.kind !== "governance")
    .filter((room) => matches(room.name, term))
    .toSorted((a, b) => b.lastActivity - a.lastActivity)
    .slice(0, limit);
}
