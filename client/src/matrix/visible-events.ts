/**
 * Which events of a room the history visibility shows to a person (Client-Server API, section "Room History Visibility"). Sync
 * version 2 of Synapse sends state from before one's coming as well, as long as it is current; `/messages` and sliding sync do
 * not, and what is shown must not depend on who was asked. Pure.
 */
import type { UserId } from "../domain/ids.ts";
import type { EventView } from "./event-view.ts";

/** What a room is like before any event that says so. */
const AT_FIRST = "shared";

/**
 * @param events - oldest first, without holes, of a room that the person is in now.
 * @param now - the room's history visibility at the end of them.
 */
export function visibleEvents(events: readonly EventView[], me: UserId, now: string): readonly EventView[] {
  let membership = before(events.find((event) => isOwnMember(event, me)), "membership", "leave") ?? "join";
  let visibility = before(events.find(isVisibility), "history_visibility", AT_FIRST) ?? now;
  return events.filter((event) => {
    if (isVisibility(event)) visibility = text(event.content, "history_visibility") ?? visibility;
    if (!isOwnMember(event, me)) return allows(visibility, membership);
    const was = membership;
    membership = text(event.content, "membership") ?? membership;
    // One sees one's own coming and going.
    return allows(visibility, was) || allows(visibility, membership);
  });
}

const isOwnMember = (event: EventView, me: UserId): boolean => event.type === "m.room.member" && event.stateKey === me;
const isVisibility = (event: EventView): boolean => event.type === "m.room.history_visibility" && event.stateKey === "";

function text(content: EventView["content"] | null, key: string): string | null {
  const value = content?.[key];
  return typeof value === "string" ? value : null;
}

/** @returns what held before `event`, `first` when nothing did, and null when there is no such event. */
const before = (event: EventView | undefined, key: string, first: string): string | null => (event === undefined ? null : (text(event.previousContent, key) ?? first));

function allows(visibility: string, membership: string): boolean {
  if (visibility === "joined") return membership === "join";
  if (visibility === "invited") return membership === "join" || membership === "invite";
  return true;
}
