/** From a state event to a plain line of the timeline. */
import { parseUserId, type UserId } from "../domain/ids.ts";
import type { Person } from "../domain/person.ts";
import type { ChangeItem } from "../domain/timeline-item.ts";
import type { Content, EventView } from "./event-view.ts";

/** What every room sets once at its creation: no line unless it changes later. */
const SET_AT_CREATION: readonly string[] = [
  "m.room.power_levels",
  "m.room.join_rules",
  "m.room.history_visibility",
  "m.room.guest_access",
  "m.room.canonical_alias",
  "m.space.parent",
];

const text = (content: Content | null, key: string): string => {
  const value = content?.[key];
  return typeof value === "string" ? value : "";
};

/** @returns the line, or null when the event says nothing to a reader. */
export function changeLine(event: EventView, person: (userId: UserId) => Person): ChangeItem | null {
  const change = changeOf(event, person);
  if (change === null) return null;
  return { type: "change", key: event.eventId, eventId: event.eventId, at: event.at, actor: person(event.sender), change };
}

function changeOf(event: EventView, person: (userId: UserId) => Person): ChangeItem["change"] | null {
  switch (event.type) {
    case "m.room.create":
      return { kind: "created" };
    case "m.room.member":
      return membershipChange(event, person);
    case "m.room.name":
      return { kind: "renamed", name: text(event.content, "name") };
    case "m.room.topic":
      return { kind: "topic", topic: text(event.content, "topic") };
    case "m.room.encryption":
      return { kind: "encrypted" };
    case "m.room.tombstone":
      return { kind: "replaced" };
    default:
      if (SET_AT_CREATION.includes(event.type) && event.previousContent === null) return null;
      return { kind: "other", eventType: event.type };
  }
}

function membershipChange(event: EventView, person: (userId: UserId) => Person): ChangeItem["change"] | null {
  const target = event.stateKey === null ? null : parseUserId(event.stateKey);
  if (target === null) return null;
  const before = text(event.previousContent, "membership");
  const bySelf = target === event.sender;
  switch (text(event.content, "membership")) {
    case "join":
      // From join to join only the profile changed.
      return before === "join" ? null : { kind: "joined", target: person(target) };
    case "invite":
      return { kind: "invited", target: person(target) };
    case "ban":
      return { kind: "banned", target: person(target) };
    case "leave":
      if (before === "invite" && bySelf) return { kind: "invitation_refused", target: person(target) };
      return { kind: bySelf ? "left" : "removed", target: person(target) };
    default:
      return null;
  }
}
