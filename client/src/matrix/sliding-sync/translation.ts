/**
 * From an answer of sliding sync to one of sync version 2, so that everything behind it (limited timelines, state, keys before
 * the rooms they open) is one code path for both ways of syncing. Pure.
 */
import { positionToken } from "./position-token.ts";
import type { JoinedRoom, Position, SlidingResponse, SlidingRoom, SyncResponse, WireEvent } from "./wire.ts";

export type Membership = "join" | "invite" | "leave";

export interface Known {
  readonly me: string;
  /** what earlier answers said of each room */
  readonly memberships: ReadonlyMap<string, Membership>;
  /** rooms that were known and are in no list of the server any more */
  readonly gone: readonly string[];
  /** the whole member list of each room in which the server skipped events: with lazy members it leaves out who came and went */
  readonly members: ReadonlyMap<string, readonly WireEvent[]>;
}

const isOwnMember = (event: WireEvent, me: string): boolean => event["type"] === "m.room.member" && event["state_key"] === me;

function membershipIn(event: WireEvent): unknown {
  const content = event["content"];
  return typeof content === "object" && content !== null ? Reflect.get(content, "membership") : undefined;
}

/** @returns what the room's part of an answer says of one's own membership; null: nothing. */
function saidMembership(room: SlidingRoom, me: string): Membership | null {
  if (room.invite_state !== undefined) return membershipIn(room.invite_state.findLast((event) => isOwnMember(event, me)) ?? {}) === "invite" ? "invite" : "leave";
  const state = room.required_state?.findLast((event) => isOwnMember(event, me));
  const own = state ?? room.timeline?.findLast((event) => isOwnMember(event, me));
  if (own === undefined) return null;
  return membershipIn(own) === "join" ? "join" : "leave";
}

/** @returns the membership in each room that the answer tells of. */
export function membershipsAfter(response: SlidingResponse, known: Pick<Known, "me" | "memberships">): ReadonlyMap<string, Membership> {
  return new Map(
    Object.entries(response.rooms ?? {}).map(([roomId, room]) => [roomId, saidMembership(room, known.me) ?? known.memberships.get(roomId) ?? "join"]),
  );
}

/** @returns rooms known before in which the server skipped events, so that members may have come and gone unseen. */
export function roomsWithGap(response: SlidingResponse, known: Pick<Known, "me" | "memberships">): readonly string[] {
  const now = membershipsAfter(response, known);
  return Object.entries(response.rooms ?? {}).flatMap(([roomId, room]) =>
    known.memberships.has(roomId) && now.get(roomId) === "join" && (room.limited === true || room.initial === true) ? [roomId] : [],
  );
}

/** @param position - where this answer ends. */
export function translated(response: SlidingResponse, position: Position, known: Known): SyncResponse {
  const { extensions = {} } = response;
  const memberships = membershipsAfter(response, known);
  const join: Record<string, JoinedRoom> = {};
  const invite: Record<string, { invite_state: { events: readonly WireEvent[] } }> = {};
  const leave: Record<string, { state: { events: readonly WireEvent[] }; timeline: { events: [] } }> = {};
  for (const [roomId, room] of Object.entries(response.rooms ?? {})) {
    const membership = memberships.get(roomId);
    if (membership === "invite") invite[roomId] = { invite_state: { events: room.invite_state ?? [] } };
    else if (membership === "join") join[roomId] = joinedRoom(room, known.members.get(roomId) ?? []);
    // A room that was never here and is left already is of no interest; one that is left keeps the timeline that it had.
    else if (known.memberships.has(roomId)) leave[roomId] = { state: { events: [ownMember(room, known.me) ?? vanished(known.me, roomId)] }, timeline: { events: [] } };
  }
  for (const roomId of known.gone) leave[roomId] = { state: { events: [vanished(known.me, roomId)] }, timeline: { events: [] } };
  const joined = (roomId: string): boolean => (memberships.get(roomId) ?? known.memberships.get(roomId)) === "join";
  for (const [roomId, receipt] of Object.entries(extensions.receipts?.rooms ?? {})) {
    if (joined(roomId)) join[roomId] = { ...(join[roomId] ?? NOTHING_NEW), ephemeral: { events: [receipt] } };
  }
  for (const [roomId, events] of Object.entries(extensions.account_data?.rooms ?? {})) {
    if (joined(roomId)) join[roomId] = { ...(join[roomId] ?? NOTHING_NEW), account_data: { events } };
  }
  return {
    next_batch: positionToken(position),
    account_data: { events: extensions.account_data?.global ?? [] },
    to_device: { events: extensions.to_device?.events ?? [] },
    device_lists: extensions.e2ee?.device_lists ?? {},
    device_one_time_keys_count: extensions.e2ee?.device_one_time_keys_count ?? {},
    ...(extensions.e2ee?.device_unused_fallback_key_types ? { device_unused_fallback_key_types: extensions.e2ee.device_unused_fallback_key_types } : {}),
    rooms: { join, invite, leave },
  };
}

const NOTHING_NEW: JoinedRoom = {
  timeline: { events: [], limited: false, prev_batch: null },
  "org.matrix.msc4222.state_after": { events: [] },
  ephemeral: { events: [] },
  account_data: { events: [] },
  summary: {},
};

function joinedRoom(room: SlidingRoom, members: readonly WireEvent[]): JoinedRoom {
  const timeline = room.timeline ?? [];
  return {
    ...NOTHING_NEW,
    // A room that is sent anew begins anew: nothing says that its timeline goes on where the known one ended.
    timeline: { events: timeline, limited: room.limited === true || room.initial === true, prev_batch: room.prev_batch ?? null },
    "org.matrix.msc4222.state_after": { events: stateAfter(timeline, room.required_state ?? [], members) },
    summary: {
      ...(room.heroes ? { "m.heroes": room.heroes.map((hero) => hero.user_id) } : {}),
      ...(room.joined_count === undefined ? {} : { "m.joined_member_count": room.joined_count }),
      ...(room.invited_count === undefined ? {} : { "m.invited_member_count": room.invited_count }),
    },
  };
}

/** The state at the end of the timeline. `required_state` has the last word, then the member list, then what the timeline says. */
function stateAfter(timeline: readonly WireEvent[], required: readonly WireEvent[], members: readonly WireEvent[]): readonly WireEvent[] {
  const state = new Map<string, WireEvent>();
  for (const event of [...timeline.filter((each) => typeof each["state_key"] === "string"), ...members, ...required]) {
    state.set(JSON.stringify([event["type"], event["state_key"]]), event);
  }
  return [...state.values()];
}

function ownMember(room: SlidingRoom, me: string): WireEvent | undefined {
  const said = [...(room.timeline ?? []), ...(room.required_state ?? []), ...(room.invite_state ?? [])];
  return said.findLast((event) => isOwnMember(event, me) && typeof event["event_id"] === "string");
}

/** The server does not say how one came to be out of the room, only that one is. */
function vanished(me: string, roomId: string): WireEvent {
  return { type: "m.room.member", state_key: me, sender: me, event_id: `$gone-${roomId}`, origin_server_ts: 0, content: { membership: "leave" } };
}
