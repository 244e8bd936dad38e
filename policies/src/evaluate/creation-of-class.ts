import type { RoomCreation } from "../model/access-request.ts";
import type { Policy } from "../model/policy.ts";
import { listedClass } from "./floor.ts";

/** A creation exactly as the class says; null when the policy does not list the class. */
export const creationOfClass = (policy: Policy, classId: string | null): RoomCreation | null => {
  const roomClass = listedClass(policy, classId);
  if (roomClass === null) return null;
  const { encryption, kind, history_visibility, join_rule, federate, power_levels } = roomClass;
  return {
    encryption: encryption === "required",
    history_visibility,
    join_rule,
    federate,
    additional_creators: false,
    trusted_private_chat: false,
    space: kind === "space",
    power_levels,
  };
};
