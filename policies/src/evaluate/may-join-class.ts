import type { Policy } from "../model/policy.ts";
import { listedClass } from "./floor.ts";
import type { Profile } from "./people.ts";
import { indexOf } from "./rule-index.ts";

export interface WhoMayJoin {
  /** names of sets whose members may enter rooms of the class, sorted */
  readonly sets: readonly string[];
  readonly externals: boolean;
}

/**
 * Who may enter rooms of a class, in general: for each set, somebody who is in that set only; and an external. Rules and
 * exceptions that name people by user ID, or single rooms, do not count here, nor does what a client would have to see to, so
 * the answer describes a class (a strip above a timeline); whether one person may enter one room is for `decide` alone.
 * @param now Instant
 */
export const mayJoinClass = (policy: Policy, classId: string, now: string): WhoMayJoin => {
  if (listedClass(policy, classId) === null) return { sets: [], externals: false };
  const { judge, people } = indexOf(policy);
  const mayEnter = (someone: Profile): boolean => judge("join", classId, { actor: someone, target: someone, roomId: null, met: null, now }).effect === "allow";
  return {
    sets: Object.keys(policy.sets)
      .sort()
      .filter((name) => mayEnter(people.someoneIn(name))),
    externals: mayEnter(people.someoneIn(null)),
  };
};
