/**
 * Between a room class and the body of `POST /createRoom` (Matrix Client-Server API, "Creation"), in both directions. Everything
 * that a class fixes for ever is stated in the body, so that nothing is left to a server's defaults.
 */
import type { RoomCreation } from "../model/access-request.ts";
import type { ClassPowerLevels, HistoryVisibility, RoomClass } from "../model/policy.ts";
import { ROOM_CLASS_KEY } from "../model/wire-names.ts";
import {
  also, anyString, boolean, list, object, oneOf, optionalFields, record, type Shape,
} from "../shape/shape.ts";
import { powerLevelsShape } from "./read-access-request.ts";

/** Rooms are of version 12: their creators' power cannot be taken away, their IDs are hashes (MSC4289, MSC4291). */
export const ROOM_VERSION = "12";
const MEGOLM = "m.megolm.v1.aes-sha2";

export interface InitialStateEvent {
  readonly type: string;
  readonly state_key: string;
  readonly content: { readonly [field: string]: unknown };
}

export interface CreateRoomBody {
  readonly room_version: string;
  readonly preset: "private_chat" | "public_chat";
  readonly is_direct: boolean;
  readonly invite: readonly string[];
  readonly name?: string;
  readonly topic?: string;
  readonly room_alias_name?: string;
  readonly creation_content: { readonly [field: string]: unknown };
  readonly initial_state: readonly InitialStateEvent[];
  readonly power_level_content_override: ClassPowerLevels;
}

export interface RoomDetails {
  readonly invite: readonly string[];
  readonly name: string | null;
  readonly topic: string | null;
  /** the local part of an alias, without `#` and server */
  readonly aliasLocalpart: string | null;
  /** for an upgrade: the room that this one continues */
  readonly predecessorRoomId: string | null;
}

const initialState = (type: string, content: InitialStateEvent["content"]): InitialStateEvent => ({ type, state_key: "", content });

/** The body with which a room of a class is created, exactly as the class says. */
export const creationOf = (classId: string, roomClass: RoomClass, details: RoomDetails): CreateRoomBody => ({
  room_version: ROOM_VERSION,
  preset: roomClass.join_rule === "public" ? "public_chat" : "private_chat",
  is_direct: roomClass.kind === "direct",
  invite: details.invite,
  ...(details.name === null ? {} : { name: details.name }),
  ...(details.topic === null ? {} : { topic: details.topic }),
  ...(details.aliasLocalpart === null ? {} : { room_alias_name: details.aliasLocalpart }),
  creation_content: {
    [ROOM_CLASS_KEY]: classId,
    "m.federate": roomClass.federate,
    ...(roomClass.kind === "space" ? { type: "m.space" } : {}),
    ...(details.predecessorRoomId === null ? {} : { predecessor: { room_id: details.predecessorRoomId } }),
  },
  initial_state: [
    ...(roomClass.encryption === "required" ? [initialState("m.room.encryption", { algorithm: MEGOLM })] : []),
    initialState("m.room.join_rules", { join_rule: roomClass.join_rule }),
    initialState("m.room.history_visibility", { history_visibility: roomClass.history_visibility }),
    initialState("m.room.guest_access", { guest_access: "forbidden" }),
  ],
  power_level_content_override: roomClass.power_levels,
});

const anything: Shape = () => null;

const CONTENTS: { readonly [type: string]: Shape } = {
  "m.room.encryption": object({ algorithm: oneOf(MEGOLM) }),
  "m.room.join_rules": object({ join_rule: anyString }),
  "m.room.history_visibility": object({ history_visibility: anyString }),
  "m.room.guest_access": object({ guest_access: oneOf("forbidden") }),
  "m.room.avatar": anything,
  "m.space.parent": anything,
};
const WITHOUT_STATE_KEY = Object.keys(CONTENTS).filter((type) => type.startsWith("m.room.") && type !== "m.room.avatar");

/** The body's fields that are looked at after its shape held. */
interface ReadableBody {
  readonly preset?: string;
  readonly creation_content: { readonly [field: string]: unknown };
  readonly initial_state: readonly (Omit<InitialStateEvent, "state_key"> & { readonly state_key?: string })[];
  readonly power_level_content_override?: ClassPowerLevels;
}

const initialStateShape: Shape = also(
  list(optionalFields({ type: oneOf(...Object.keys(CONTENTS)), content: record(anything, anything) }, { state_key: anyString })),
  (value, path) => {
    const events = value as ReadableBody["initial_state"]; // the shape above holds
    const seen = new Set<string>();
    for (const { type, state_key = "", content } of events) {
      const problem = CONTENTS[type]?.(content, `${path} ${type}`) ?? null;
      if (problem !== null) return problem;
      if (WITHOUT_STATE_KEY.includes(type) && state_key !== "") return `${path} ${type}: an empty state key`;
      const name = JSON.stringify([type, state_key]);
      if (seen.has(name)) return `${path} ${type}: twice`;
      seen.add(name);
    }
    return seen.has(JSON.stringify(["m.room.guest_access", ""])) ? null : `${path}: guest access is not stated`;
  },
);

const bodyShape: Shape = optionalFields(
  {
    room_version: oneOf(ROOM_VERSION),
    creation_content: optionalFields(
      {},
      { [ROOM_CLASS_KEY]: anything, "m.federate": boolean, type: oneOf("m.space"), additional_creators: anything, predecessor: anything },
    ),
    initial_state: initialStateShape,
  },
  {
    preset: oneOf("private_chat", "public_chat", "trusted_private_chat"),
    visibility: oneOf("private"),
    room_alias_name: anything,
    name: anything,
    topic: anything,
    invite: anything,
    invite_3pid: list(anything, 0, 0),
    is_direct: anything,
    power_level_content_override: powerLevelsShape,
  },
);

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
    ? (value as { readonly [field: string]: unknown })[name] // an object with this own property, as just asked
    : undefined;

const creationIn = (body: unknown): RoomCreation | null => {
  if (bodyShape(body, "$") !== null) return null;
  const { preset, creation_content: content, initial_state, power_level_content_override } = body as ReadableBody; // shape holds
  const stated = (type: string, name: string): string | null => {
    const value = initial_state.find((event) => event.type === type)?.content[name];
    return typeof value === "string" ? value : null;
  };
  return {
    encryption: stated("m.room.encryption", "algorithm") !== null,
    // any string may come from a caller; the floor compares it with what the class says
    history_visibility: stated("m.room.history_visibility", "history_visibility") as HistoryVisibility | null,
    join_rule: stated("m.room.join_rules", "join_rule"),
    federate: content["m.federate"] !== false,
    additional_creators: Object.hasOwn(content, "additional_creators"),
    trusted_private_chat: preset === "trusted_private_chat",
    space: Object.hasOwn(content, "type"),
    power_levels: power_level_content_override ?? null,
  };
};

/**
 * What a createRoom body would fix (SPECIFICATION.md section 6, "From a createRoom body to a RoomCreation").
 * @param body anything
 * @returns the class that it claims, and the creation, null when there is anything in the body that this reader does not know
 */
export const creationRequest = (body: unknown): { readonly classId: string | null; readonly creation: RoomCreation | null } => {
  const classId = field(field(body, "creation_content"), ROOM_CLASS_KEY);
  return { classId: typeof classId === "string" ? classId : null, creation: creationIn(body) };
};
