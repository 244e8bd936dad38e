/** Who somebody is follows from the signed sets alone (SPECIFICATION.md section 2): never from a profile or a display name. */
import type { Policy } from "../model/policy.ts";
import type { Profile } from "./people.ts";
import { indexOf } from "./rule-index.ts";

export type Subject = Pick<Profile, "kind" | "sets">;

/**
 * Who somebody is under a policy.
 * @param userId null or malformed: `unknown`
 */
export const subjectOf = (policy: Policy, userId: string | null): Subject => {
  const { kind, sets } = indexOf(policy).people.profileOf(userId);
  return { kind, sets };
};
