import type { Policy, RoomMatcher } from "../model/policy.ts";

/** The classes that a matcher names, by themselves or through a set of rooms; for showing, not for deciding. Empty: it names none. */
export const classesNamed = (room: RoomMatcher | null, policy: Pick<Policy, "room_sets">): readonly string[] => [
  ...new Set([...(room?.class ?? []), ...(room?.sets ?? []).flatMap((name) => policy.room_sets[name]?.classes ?? [])]),
];
