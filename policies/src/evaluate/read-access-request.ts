/** The form of an AccessRequest (SPECIFICATION.md section 6), for requests that come from anywhere. */
import type { AccessRequest } from "../model/access-request.ts";
import { ACTIONS, type Action } from "../model/policy.ts";
import { anyString, boolean, integer, nullable, object, oneOf, stringThat, type Shape } from "../shape/shape.ts";
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

const shape = object({
  action: oneOf(...ACTIONS),
  actor: nullable(anyString),
  target: nullable(anyString),
  room: object({ id: nullable(anyString), class: nullable(anyString), encrypted: nullable(boolean) }),
  event_encrypted: nullable(boolean),
  creation: nullable(
    object({
      encryption: boolean,
      history_visibility: nullable(anyString),
      join_rule: nullable(anyString),
      federate: boolean,
      additional_creators: boolean,
      trusted_private_chat: boolean,
      space: boolean,
      power_levels: nullable(powerLevelsShape),
    }),
  ),
  now: stringThat(isInstant, "an instant"),
});

/** What is said for one action only must be null for the others, and who joins is who acts. */
const fitsItsAction = (request: AccessRequest): boolean =>
  (request.action === "invite" || request.target === (request.action === "join" ? request.actor : null)) &&
  (request.action === "send" || request.event_encrypted === null) &&
  (request.action === "create_room" || request.creation === null);

/** The request if it has the form, else null. */
export const readAccessRequest = (value: unknown): AccessRequest | null => {
  if (shape(value, "$") !== null) return null;
  const request = value as AccessRequest; // the shape above has just been found to hold
  return fitsItsAction(request) ? request : null;
};

/** The action that a request names, whatever else is wrong with it. */
export const actionNamedIn = (value: unknown): Action | null => {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "action") || !("action" in value)) return null;
  return ACTIONS.find((action) => action === value.action) ?? null;
};
