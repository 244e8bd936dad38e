/** The floor that a policy itself must keep, whoever signed it (SPECIFICATION.md section 4, "The floor of a policy"; refusal `floor_violated`). */
import type { Policy, RoomClass, Rule } from "../model/policy.ts";

const HISTORY = ["joined", "invited", "shared", "world_readable"] as const;
const LEVELS = ["invite", "kick", "ban", "redact", "events_default", "state_default"] as const;
/** Least levels: changing state is not for everybody, and the governance room is nobody's but the service account's. */
const STATE_LEVEL = 50;
const GOVERNANCE_LEVEL = 100;

interface Around {
  /** the class of the same name in the policy in force */
  readonly held: RoomClass | undefined;
  readonly policy: FloorPart;
}
export type FloorPart = Pick<Policy, "sets" | "room_classes" | "room_sets" | "rules">;

const isWritten = ({ kind }: RoomClass): boolean => kind === "room" || kind === "direct";
const isEncrypted = ({ encryption }: RoomClass): boolean => encryption === "required";

/** Each thing that no class may be or become; the first that holds is named. */
const OF_CLASSES = {
  encryption_lost: (now: RoomClass, { held }: Around) => held?.encryption === "required" && !isEncrypted(now),
  kind_changed: (now: RoomClass, { held }: Around) => held !== undefined && held.kind !== now.kind,
  turned_public: (now: RoomClass, { held }: Around) => held?.public === false && now.public,
  externals_let_in: (now: RoomClass, { held }: Around) => held?.members.externals === false && now.members.externals,
  history_opened: (now: RoomClass, { held }: Around) => held !== undefined && HISTORY.indexOf(now.history_visibility) > HISTORY.indexOf(held.history_visibility),
  entry_opened: (now: RoomClass, { held }: Around) => held?.join_rule === "invite" && now.join_rule === "public",
  federation_opened: (now: RoomClass, { held }: Around) => held?.federate === false && now.federate,
  power_lowered: (now: RoomClass, { held }: Around) => held !== undefined && LEVELS.some((name) => now.power_levels[name] < held.power_levels[name]),
  public_encrypted: (now: RoomClass) => now.public && isEncrypted(now),
  public_not_a_room: (now: RoomClass) => now.public && now.kind !== "room",
  unwritten_room_encrypted: (now: RoomClass) => !isWritten(now) && isEncrypted(now),
  written_in_the_clear: (now: RoomClass) => isWritten(now) && !isEncrypted(now) && !now.public,
  direct_history: (now: RoomClass) => now.kind === "direct" && now.history_visibility !== "joined",
  direct_announces: (now: RoomClass) => now.kind === "direct" && now.new_member !== "hold",
  direct_open: (now: RoomClass) => now.kind === "direct" && now.join_rule !== "invite",
  encrypted_world_readable: (now: RoomClass) => isEncrypted(now) && now.history_visibility === "world_readable",
  externals_read_history: (now: RoomClass) => isEncrypted(now) && now.members.externals && now.history_visibility !== "joined",
  service_gets_keys: (now: RoomClass, { policy }: Around) => isEncrypted(now) && (now.members.sets ?? []).some((name) => policy.sets[name]?.kind === "service"),
  state_unprotected: (now: RoomClass) => now.power_levels.state_default < STATE_LEVEL,
  governance_unprotected: (now: RoomClass) => now.kind === "governance" && Math.min(now.power_levels.state_default, now.power_levels.events_default) < GOVERNANCE_LEVEL,
} as const;

export type FloorViolation = keyof typeof OF_CLASSES | "everybody_named" | "encryption_refused";

export interface ViolatedFloor {
  /** a room class, a set of people, or a rule */
  readonly of: "class" | "set" | "rule";
  readonly name: string;
  readonly violation: FloorViolation;
}

/**
 * The server of a user ID that a set's glob describes must be written out: else people whom the state never named would be its agents. Digits
 * alone are no server written out: before them, `*` would take in any server that has them as its port.
 */
const NAMES_A_SERVER = /^[^:]*:(?![0-9]+$)(?:[a-z0-9.-]+|\[[0-9a-f.:]+\])(?::[0-9]+)?$/;

const ESSENTIAL = ["create_room", "join", "send"] as const;
type Essential = (typeof ESSENTIAL)[number];

/** A room of some class; an id of null is that of any room that no rule knows by its ID. */
interface SomeRoom {
  readonly roomClass: string;
  readonly id: string | null;
}

const covers = ({ room }: Rule, { roomClass, id }: SomeRoom, { room_sets }: FloorPart): boolean => {
  const isIn = (name: string): boolean => {
    const set = room_sets[name];
    return set !== undefined && (set.classes.includes(roomClass) || (id !== null && set.rooms.includes(id)));
  };
  if (room === null) return true;
  if (room.class?.includes(roomClass) === false || room.class_not?.includes(roomClass) === true) return false;
  return room.sets?.some(isIn) !== false && room.sets_not?.some(isIn) !== true;
};

/** Whether a rule refuses an action to everybody in a room, of itself. */
const refusesAll = (rule: Rule, action: Essential, room: SomeRoom, policy: FloorPart): boolean =>
  rule.effect === "deny" &&
  rule.mode === "enforce" &&
  rule.who === null &&
  rule.target === null &&
  rule.actions.includes(action) &&
  // an exception for one room spares that one, any other exception somebody in every room
  rule.exceptions.every(({ room_id }) => room_id !== null && room_id !== room.id) &&
  covers(rule, room, policy);

/** All IDs of rooms that a policy knows, and one that it does not. */
const idsKnown = ({ room_sets, rules }: FloorPart): readonly (string | null)[] => [
  null,
  ...new Set([...Object.values(room_sets).flatMap(({ rooms }) => rooms), ...rules.flatMap(({ exceptions }) => exceptions.map(({ room_id }) => room_id))]),
];

/**
 * The rule by which encryption is refused, alone or with others: every encrypted class lacks something essential, for everybody, that some
 * room of one and the same public class has.
 */
const encryptionRefusing = (policy: FloorPart): Rule | undefined => {
  const isRefused = (action: Essential, room: SomeRoom): boolean => policy.rules.some((rule) => refusesAll(rule, action, room, policy));
  const names = Object.keys(policy.room_classes).sort();
  const encrypted = names.filter((name) => policy.room_classes[name]?.encryption === "required");
  const ids = idsKnown(policy);
  for (const open of names.filter((name) => policy.room_classes[name]?.public === true)) {
    // a room that does not exist yet has no ID
    const had = ESSENTIAL.filter((action) => (action === "create_room" ? [null] : ids).some((id) => !isRefused(action, { roomClass: open, id })));
    const lacking = encrypted.map((roomClass) => had.filter((action) => isRefused(action, { roomClass, id: null })));
    if (lacking.length === 0 || lacking.some((actions) => actions.length === 0)) continue;
    return policy.rules.find((rule) => encrypted.some((roomClass) => had.some((action) => refusesAll(rule, action, { roomClass, id: null }, policy))));
  }
  return undefined;
};

/**
 * What no policy may say, whoever signed it.
 * @param held the policy in force, or null
 * @returns the first violation, or null: classes by name, then sets by name, then rules
 */
export const checkFloor = (held: Pick<Policy, "room_classes"> | null, next: FloorPart): ViolatedFloor | null => {
  for (const name of Object.keys(next.room_classes).sort()) {
    const roomClass = next.room_classes[name];
    if (roomClass === undefined) continue;
    const before = held !== null && Object.hasOwn(held.room_classes, name) ? held.room_classes[name] : undefined;
    for (const [violation, holds] of Object.entries(OF_CLASSES)) {
      if (holds(roomClass, { held: before, policy: next })) return { of: "class", name, violation: violation as FloorViolation }; // a key of the table
    }
  }
  for (const name of Object.keys(next.sets).sort()) {
    if (next.sets[name]?.users.some((glob) => !NAMES_A_SERVER.test(glob)) === true) return { of: "set", name, violation: "everybody_named" };
  }
  const rule = encryptionRefusing(next);
  return rule === undefined ? null : { of: "rule", name: rule.id, violation: "encryption_refused" };
};
