/** The form of an AccessRequest (SPECIFICATION.md section 6), for requests that come from anywhere. Written out for speed: it is read before every decision. */
import type { AccessRequest } from "../model/access-request.ts";
import { ACTIONS, REQUIREMENTS, type Action } from "../model/policy.ts";
import { anyString, boolean, integer, nullable, object, type Shape } from "../shape/shape.ts";
import { isInstant } from "./instant.ts";

const level = integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);

/** Exactly the six power levels of a class. */
export const powerLevelsShape: Shape = object({
  invite: level,
  kick: level,
  ban: level,
  redact: level,
  events_default: level,
  state_default: level,
});

const creationShape: Shape = object({
  encryption: boolean,
  history_visibility: nullable(anyString),
  join_rule: nullable(anyString),
  federate: boolean,
  additional_creators: boolean,
  trusted_private_chat: boolean,
  space: boolean,
  power_levels: nullable(powerLevelsShape),
});

type Fields = { readonly [field: string]: unknown };

/** The value, if it is an object with exactly these fields. */
const exactly = (value: unknown, fields: ReadonlySet<string>): Fields | null => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const names = Object.keys(value);
  if (names.length !== fields.size) return null;
  for (const name of names) if (!fields.has(name)) return null;
  return value as Fields; // an object, as has just been seen
};

const REQUEST = new Set(["action", "actor", "target", "room", "event_encrypted", "creation", "met", "now"]);
const ROOM = new Set(["id", "class", "encrypted"]);
const KNOWN_ACTIONS: ReadonlySet<unknown> = new Set(ACTIONS);
const KNOWN_REQUIREMENTS: ReadonlySet<unknown> = new Set(REQUIREMENTS);

const isStringOrNull = (value: unknown): boolean => value === null || typeof value === "string";
const isBooleanOrNull = (value: unknown): boolean => value === null || typeof value === "boolean";

const isRoom = (value: unknown): boolean => {
  const room = exactly(value, ROOM);
  return room !== null && isStringOrNull(room["id"]) && isStringOrNull(room["class"]) && isBooleanOrNull(room["encrypted"]);
};

/** Whether a value is null, or a list of requirements, each once. */
const isMet = (value: unknown): boolean => {
  if (value === null) return true;
  if (!Array.isArray(value) || value.length > REQUIREMENTS.length) return false;
  const listed: readonly unknown[] = value;
  for (let at = 0; at < listed.length; at += 1) if (!KNOWN_REQUIREMENTS.has(listed[at]) || listed.indexOf(listed[at]) !== at) return false;
  return true;
};

/** What is said for some actions only must be null for the others, and who joins is who acts. */
const fitsItsAction = (action: unknown, { actor, target, event_encrypted, creation }: Fields): boolean =>
  (action === "invite" || action === "change_power" || target === (action === "join" ? actor : null)) &&
  (action === "send" || event_encrypted === null) &&
  (action === "create_room" || creation === null);

/** The request if it has the form, else null. */
export const readAccessRequest = (value: unknown): AccessRequest | null => {
  const fields = exactly(value, REQUEST);
  if (fields === null) return null;
  const { action, actor, target, room, event_encrypted, creation, met, now } = fields;
  const holds =
    KNOWN_ACTIONS.has(action) &&
    isStringOrNull(actor) &&
    isStringOrNull(target) &&
    isRoom(room) &&
    isBooleanOrNull(event_encrypted) &&
    (creation === null || creationShape(creation, "$") === null) &&
    isMet(met) &&
    typeof now === "string" &&
    isInstant(now) &&
    fitsItsAction(action, fields);
  return holds ? (value as AccessRequest) : null; // all of the form has just been found to hold
};

/** The action that a request names, whatever else is wrong with it. */
export const actionNamedIn = (value: unknown): Action | null => {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "action") || !("action" in value)) return null;
  return ACTIONS.find((action) => action === value.action) ?? null;
};
