/** What is asked of the server. Pure. */
import { POLICY_BUNDLE_EVENT, POLICY_CHUNK_EVENT, POLICY_ROOT_EVENT } from "#policies/model/wire-names.ts";

/** Which rooms sync brings: none in front of the gate. */
export type RoomsOfSync = "none" | "all";

export const LIST = "rooms";
/** Rooms on the first screen. */
export const FIRST_WINDOW = 20;
/** So many rooms more with each further request, until all are there. */
export const GROWTH = 100;
/** Events of each room: enough for a row, and for most of a first look; the rest comes from `/messages`. Never changed during a connection: a server answers a larger one by sending again. */
export const TIMELINE_LIMIT = 10;
/** More rooms than anybody has: new ones must not fall out of the window. */
const ALL_ROOMS = 1_000_000;

/** All the state that anything here reads. Members: oneself, and whoever the timeline is about (`$LAZY`). */
const REQUIRED_STATE: readonly (readonly [string, string])[] = [
  ["m.room.member", "$ME"],
  ["m.room.member", "$LAZY"],
  ...["create", "name", "topic", "avatar", "canonical_alias", "encryption", "power_levels", "join_rules", "history_visibility", "guest_access", "tombstone"].map(
    (type) => [`m.room.${type}`, ""] as const,
  ),
  ["m.space.child", "*"],
  ["m.space.parent", "*"],
  [POLICY_BUNDLE_EVENT, "*"],
  [POLICY_CHUNK_EVENT, "*"],
  [POLICY_ROOT_EVENT, "*"],
];

/**
 * @param window - how many rooms, most recently active first; null: all.
 * @param toDevice - the last to-device messages that were taken in, which the server then forgets; null: it is asked for none.
 */
export function requestBody(rooms: RoomsOfSync, window: number | null, toDevice: { readonly since: string | null } | null): Readonly<Record<string, unknown>> {
  const all = rooms === "all";
  return {
    // The two sides of the gate are never open at the same time, and must not take each other's connection for their own.
    conn_id: all ? "rooms" : "gate",
    lists: all ? { [LIST]: { ranges: [[0, (window ?? ALL_ROOMS) - 1]], timeline_limit: TIMELINE_LIMIT, required_state: REQUIRED_STATE } } : {},
    extensions: {
      to_device: toDevice === null ? { enabled: false } : { enabled: true, ...(toDevice.since === null ? {} : { since: toDevice.since }) },
      e2ee: { enabled: true },
      account_data: { enabled: true },
      ...(all ? { receipts: { enabled: true } } : {}),
    },
  };
}
