import { creationOf } from "#policies/evaluate/room-creation-body.ts";
import type { Policy } from "#policies/model/policy.ts";
import type { DesiredRoom } from "./desired-state.ts";

/**
 * Body of `POST /createRoom` for a room of a state file, built from its class.
 *
 * @throws never for a room of a plan: planning refuses a class that the policy does not have
 */
export function creationBody(policy: Policy, room: DesiredRoom): unknown {
  const roomClass = Object.hasOwn(policy.room_classes, room.class) ? policy.room_classes[room.class] : undefined;
  if (roomClass === undefined) throw new Error(`planned a room of the unknown class ${room.class}`);
  // Nobody is invited at the creation: a refused invitation would leave a half-made room behind.
  return creationOf(room.class, roomClass, { invite: [], name: room.name, topic: room.topic, aliasLocalpart: room.alias, predecessorRoomId: null });
}
