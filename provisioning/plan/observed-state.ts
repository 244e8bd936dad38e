/** What the homeserver has of what a state file speaks of. */
import { ROOM_CLASS_KEY } from "#policies/model/wire-names.ts";
import type { KnownRooms } from "../deployment/rooms.ts";
import type { AdminApi, ListedRoom, ServerAccount, StateEvent } from "../homeserver/admin-api.ts";
import type { MemberSession } from "../homeserver/member-session.ts";
import { requestProblem } from "../homeserver/request-problem.ts";
import { both } from "../output/language.ts";
import type { Problem } from "../output/problem.ts";
import { fieldOf } from "../reading/shape.ts";
import { failed, ok, type Result } from "../result.ts";
import { aliasOf, userIdOf, type DesiredRoom, type DesiredState } from "./desired-state.ts";

export interface ObservedRoom {
  readonly roomId: string;
  readonly class: string | null;
  readonly creator: string;
  readonly name: string | null;
  readonly topic: string | null;
  readonly canonicalAlias: string | null;
  /** membership by user ID */
  readonly memberships: ReadonlyMap<string, string>;
  /** IDs of the rooms that this space lists */
  readonly children: ReadonlySet<string>;
}

export interface ObservedState {
  /** by local part; null: there is no such account */
  readonly accounts: ReadonlyMap<string, ServerAccount | null>;
  /** by the room's key; null: there is no such room */
  readonly rooms: ReadonlyMap<string, ObservedRoom | null>;
  /** room ID by alias, for the aliases of the state file that stand for something */
  readonly aliases: ReadonlyMap<string, string>;
}

const textIn = (content: unknown, name: string): string | null => {
  const value = fieldOf(content, name);
  // An empty name or topic is how Matrix takes one away.
  return typeof value === "string" && value !== "" ? value : null;
};

/** @returns null when the state has no `m.room.create`: no room that we could speak of */
export function observedRoom(roomId: string, state: readonly StateEvent[]): ObservedRoom | null {
  const single = (type: string): StateEvent | undefined => state.find((event) => event.type === type && event.stateKey === "");
  const create = single("m.room.create");
  if (create === undefined) return null;
  const members = state.filter((event) => event.type === "m.room.member");
  // A child is listed while its content has `via` (Client-Server API, m.space.child).
  const children = state.filter((event) => event.type === "m.space.child" && Array.isArray(fieldOf(event.content, "via")));
  return {
    roomId,
    class: textIn(create.content, ROOM_CLASS_KEY),
    creator: create.sender,
    name: textIn(single("m.room.name")?.content, "name"),
    topic: textIn(single("m.room.topic")?.content, "topic"),
    canonicalAlias: textIn(single("m.room.canonical_alias")?.content, "alias"),
    memberships: new Map(members.map((event) => [event.stateKey, textIn(event.content, "membership") ?? "leave"])),
    children: new Set(children.map((event) => event.stateKey)),
  };
}

/**
 * Looks at the homeserver. Rooms are found by the ID noted last time, else by alias, else by creator, class and name: so a run that
 * ended between a creation and its note finds the room again.
 *
 * @param service the administrator's own session, for resolving aliases
 */
export async function observe(desired: DesiredState, known: KnownRooms, admin: AdminApi, service: MemberSession): Promise<Result<ObservedState, Problem>> {
  const accounts = new Map<string, ServerAccount | null>();
  for (const person of desired.people) {
    const account = await admin.account(userIdOf(desired, person.user));
    if (!account.ok) return failed(requestProblem(both(`la lecture du compte ${person.user}`, `reading the account ${person.user}`), account.failure));
    accounts.set(person.user, account.value);
  }

  const aliases = new Map<string, string>();
  for (const room of desired.rooms) {
    if (room.alias === null) continue;
    const alias = aliasOf(desired, room.alias);
    const resolved = await service.resolveAlias(alias);
    if (!resolved.ok) return failed(requestProblem(both(`la résolution de l’adresse ${alias}`, `resolving the alias ${alias}`), resolved.failure));
    if (resolved.value !== null) aliases.set(alias, resolved.value);
  }

  let listed: readonly ListedRoom[] | null = null;
  const look = async (room: DesiredRoom): Promise<Result<ObservedRoom | null, Problem>> => {
    const owner = userIdOf(desired, room.owner);
    const candidates: string[] = [];
    const noted = known[room.key];
    if (noted !== undefined) candidates.push(noted);
    const aliased = room.alias === null ? undefined : aliases.get(aliasOf(desired, room.alias));
    if (aliased !== undefined) candidates.push(aliased);
    if (candidates.length === 0) {
      if (listed === null) {
        const all = await admin.rooms();
        if (!all.ok) return failed(requestProblem(both("la liste des salons", "listing the rooms"), all.failure));
        listed = all.value;
      }
      for (const entry of listed) if (entry.creator === owner && entry.name === room.name) candidates.push(entry.roomId);
    }
    for (const roomId of candidates) {
      const state = await admin.roomState(roomId);
      if (!state.ok) return failed(requestProblem(both(`la lecture du salon « ${room.name} »`, `reading the room “${room.name}”`), state.failure));
      const found = state.value === null ? null : observedRoom(roomId, state.value);
      if (found === null) continue;
      const certain = roomId === noted || roomId === aliased;
      if (certain || (found.class === room.class && found.creator === owner)) return ok(found);
    }
    return ok(null);
  };

  const rooms = new Map<string, ObservedRoom | null>();
  for (const room of desired.rooms) {
    const found = await look(room);
    if (!found.ok) return found;
    rooms.set(room.key, found.value);
  }
  return ok({ accounts, rooms, aliases });
}
