/** What a state file says: who and which rooms there should be. */
import { both } from "../output/language.ts";
import { EXIT } from "../output/exit-codes.ts";
import { problem, type Problem } from "../output/problem.ts";
import { ROLES, type Role } from "../deployment/accounts.ts";
import { closedObject, listOf, matching, oneOf, orNull, readShape, text, type Fault, type Shape } from "../reading/shape.ts";
import { failed, ok, type Result } from "../result.ts";

export interface DesiredPerson {
  /** local part of the user ID */
  readonly user: string;
  readonly name: string;
  readonly role: Role;
  /** every set of the policy that the person is in; compared with what the policy says, since only the policy decides */
  readonly sets: readonly string[];
}

export interface DesiredRoom {
  /** how this file speaks of the room; never leaves the command line */
  readonly key: string;
  readonly class: string;
  readonly name: string;
  readonly topic: string | null;
  /** local part of the alias */
  readonly alias: string | null;
  /** who creates the room */
  readonly owner: string;
  /** who is in it, besides the owner */
  readonly members: readonly string[];
  /** key of the space that lists the room */
  readonly space: string | null;
  /** `public_rooms`: plaintext may be sent into it, so the signed policy has to list its ID */
  readonly publication: "none" | "public_rooms";
}

export interface DesiredState {
  readonly format: "chancery-state/1";
  readonly server_name: string;
  /** local part of the account that administers the homeserver and publishes the policy */
  readonly service_account: string;
  readonly people: readonly DesiredPerson[];
  /** spaces before the rooms that they list */
  readonly rooms: readonly DesiredRoom[];
}

/** Local parts that the Matrix specification allows for new user IDs (appendices, "User Identifiers"). */
const localpart = matching(/^[a-z0-9._=/+-]{1,200}$/, "a local part: lower-case letters, digits and . _ = / + -");
const serverName = matching(/^[a-z0-9.-]+(:[0-9]{1,5})?$/, "a server name in lower case");

const shape: Shape<DesiredState> = closedObject<DesiredState>({
  format: oneOf("chancery-state/1"),
  server_name: serverName,
  service_account: localpart,
  people: listOf(closedObject<DesiredPerson>({ user: localpart, name: text, role: oneOf(...ROLES), sets: listOf(text) })),
  rooms: listOf(
    closedObject<DesiredRoom>({
      key: matching(/^[a-z0-9-]{1,64}$/, "a key: lower-case letters, digits and -"),
      class: text,
      name: text,
      topic: orNull(text),
      alias: orNull(localpart),
      owner: localpart,
      members: listOf(localpart),
      space: orNull(text),
      publication: oneOf("none", "public_rooms"),
    }),
  ),
});

function contradictions(state: DesiredState): Fault[] {
  const faults: Fault[] = [];
  const people = new Set<string>();
  state.people.forEach((person, index) => {
    if (people.has(person.user)) faults.push({ at: `people[${index}].user`, expected: "each person once" });
    people.add(person.user);
  });
  if (!people.has(state.service_account)) faults.push({ at: "service_account", expected: "somebody listed under people" });
  const rooms = new Set<string>();
  const aliases = new Set<string>();
  state.rooms.forEach((room, index) => {
    const at = `rooms[${index}]`;
    if (rooms.has(room.key)) faults.push({ at: `${at}.key`, expected: "each key once" });
    if (room.space !== null && !rooms.has(room.space)) faults.push({ at: `${at}.space`, expected: "the key of a room listed above this one" });
    rooms.add(room.key);
    if (room.alias !== null && aliases.has(room.alias)) faults.push({ at: `${at}.alias`, expected: "each alias once" });
    if (room.alias !== null) aliases.add(room.alias);
    if (!people.has(room.owner)) faults.push({ at: `${at}.owner`, expected: "somebody listed under people" });
    room.members.forEach((member, position) => {
      if (!people.has(member)) faults.push({ at: `${at}.members[${position}]`, expected: "somebody listed under people" });
      if (member === room.owner) faults.push({ at: `${at}.members[${position}]`, expected: "not the owner, who is in the room anyway" });
    });
    if (new Set(room.members).size !== room.members.length) faults.push({ at: `${at}.members`, expected: "each member once" });
  });
  return faults;
}

/**
 * @param value the parsed file
 * @param file its path, for the errors
 */
export function readDesiredState(value: unknown, file: string): Result<DesiredState, readonly Problem[]> {
  const read = readShape(shape, value);
  const faults = read.ok ? contradictions(read.value) : read.failure;
  if (read.ok && faults.length === 0) return ok(read.value);
  return failed(
    faults.map((found) =>
      problem({
        code: "state_file_invalid",
        where: found.at === "" ? file : `${file}: ${found.at}`,
        what: both(`valeur inattendue ; il faut : ${found.expected}.`, `unexpected value; wanted: ${found.expected}.`),
        exit: EXIT.refused,
      }),
    ),
  );
}

export const userIdOf = (state: DesiredState, user: string): string => `@${user}:${state.server_name}`;
export const aliasOf = (state: DesiredState, alias: string): string => `#${alias}:${state.server_name}`;
