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

/** The server of a user ID that a set's glob describes must be written out: else people whom the state never named would be its agents. */
const NAMES_A_SERVER = /^[^:]*:[a-z0-9.:[\]-]+$/;

const ESSENTIAL = ["create_room", "join", "send"] as const;

/** Whether a rule takes encrypted rooms from everybody, and leaves a public one: then it refuses because of encryption. */
const refusesEncryption = ({ effect, mode, who, target, room, exceptions, actions }: Rule, policy: FloorPart): boolean => {
  if (effect !== "deny" || mode !== "enforce" || who !== null || target !== null || exceptions.length > 0 || !ESSENTIAL.some((action) => actions.includes(action))) return false;
  const classesOf = (sets: readonly string[] | null | undefined): readonly string[] => (sets ?? []).flatMap((name) => policy.room_sets[name]?.classes ?? []);
  // both parts of the matcher must match: a wide set beside a narrow list of classes covers no more than the list
  const named = [room?.class ?? [], classesOf(room?.sets)].filter((classes) => classes.length > 0);
  const spared = [...(room?.class_not ?? []), ...classesOf(room?.sets_not)];
  const covers = (id: string): boolean => named.every((classes) => classes.includes(id)) && !spared.includes(id);
  const classes = Object.entries(policy.room_classes);
  const encrypted = classes.filter(([, one]) => isEncrypted(one));
  return encrypted.length > 0 && encrypted.every(([id]) => covers(id)) && classes.some(([id, one]) => one.public && !covers(id));
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
  const rule = next.rules.find((one) => refusesEncryption(one, next));
  return rule === undefined ? null : { of: "rule", name: rule.id, violation: "encryption_refused" };
};
