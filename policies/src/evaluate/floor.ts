/** The floor: what no policy can allow (SPECIFICATION.md section 6, step 1). Tried in the order of the table there. */
import type { AccessRequest, RoomCreation } from "../model/access-request.ts";
import type { Policy, RoomClass } from "../model/policy.ts";
import type { Profile } from "./people.ts";
import { indexOf, type PolicyIndex } from "./rule-index.ts";

export type FloorId = "F-01" | "F-02" | "F-03" | "F-04" | "F-05" | "F-07" | "F-09" | "F-11";

/** A person of whom the floor must assume the worst. */
const mayBeExternal = ({ kind }: Profile): boolean => kind === "external" || kind === "unknown";

const POWER_LEVELS = ["invite", "kick", "ban", "redact", "events_default", "state_default"] as const;

const isAsTheClassSays = (creation: RoomCreation, roomClass: RoomClass): boolean =>
  !creation.additional_creators &&
  !creation.trusted_private_chat &&
  creation.encryption === (roomClass.encryption === "required") &&
  creation.space === (roomClass.kind === "space") &&
  creation.history_visibility === roomClass.history_visibility &&
  creation.join_rule === roomClass.join_rule &&
  creation.federate === roomClass.federate &&
  POWER_LEVELS.every((name) => creation.power_levels?.[name] === roomClass.power_levels[name]);

/** Sending: F-02 (plaintext, or a kind of room nobody writes into) before F-09 (encrypted event, room not known as encrypted). */
const refusesSend = (request: AccessRequest, roomClass: RoomClass, index: PolicyIndex): FloorId | null => {
  if (roomClass.kind === "space" || roomClass.kind === "governance") return "F-02";
  if (request.event_encrypted === true) return request.room.encrypted === true ? null : "F-09";
  const plaintextAllowed = roomClass.public && request.room.id !== null && index.publicRooms.has(request.room.id);
  return plaintextAllowed ? null : "F-02";
};

/** The class of a room, if the policy lists it. */
export const listedClass = (policy: Policy, classId: string | null): RoomClass | null => (classId === null ? null : (indexOf(policy).classes.get(classId) ?? null));

export interface FloorQuestion {
  readonly request: AccessRequest;
  readonly roomClass: RoomClass | null;
  readonly actor: Profile;
  readonly target: Profile;
  /** whether the bundle has passed its `expires` */
  readonly stale: boolean;
}

/** The first part of the floor that refuses a well-formed request, or null. Who may be in (F-11) is asked after the rules. */
export const refusedByFloor = ({ request, roomClass, actor, target, stale }: FloorQuestion, index: PolicyIndex): FloorId | null => {
  if (roomClass === null) return "F-01";
  switch (request.action) {
    case "create_room": {
      if (stale) return "F-05";
      const { creation } = request;
      return creation === null || !isAsTheClassSays(creation, roomClass) || mayBeExternal(actor) ? "F-04" : null;
    }
    case "invite":
    case "change_power":
      return stale && mayBeExternal(target) ? "F-05" : null;
    case "publish":
    case "upgrade_room":
      return stale ? "F-05" : null;
    case "make_public":
    case "change_history":
      if (stale) return "F-05";
      return roomClass.encryption === "required" ? "F-03" : null;
    case "send":
      return refusesSend(request, roomClass, index);
    case "join":
    case "set_alias":
    case "start_call":
      return null;
  }
};
