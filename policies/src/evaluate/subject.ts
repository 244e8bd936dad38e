/** Who somebody is follows from the signed sets alone (SPECIFICATION.md section 2): never from a profile or a display name. */
import type { Policy, SubjectSet } from "../model/policy.ts";
import { globMatcher } from "./glob.ts";
import { isUserId, serverOf } from "./user-id.ts";

export interface Subject {
  /** `service` also for somebody who is in a set of agents besides: such an account never gets keys */
  readonly kind: "agent" | "service" | "external" | "unknown";
  /** names of the sets they are in, sorted; empty for externals and for the unknown */
  readonly sets: readonly string[];
}

const UNKNOWN: Subject = { kind: "unknown", sets: [] };

const membershipTest = (set: SubjectSet): ((userId: string) => boolean) => {
  const servers = new Set(set.servers);
  const globs = set.users.map(globMatcher);
  return (userId) => servers.has(serverOf(userId)) || globs.some((matches) => matches(userId));
};

/** Prepares a policy's sets for many questions. */
export const subjectResolver = (policy: Policy): ((userId: string | null) => Subject) => {
  const sets = Object.keys(policy.sets)
    .sort()
    .flatMap((name) => {
      const set = policy.sets[name];
      return set === undefined ? [] : [{ name, kind: set.kind, has: membershipTest(set) }];
    });
  return (userId) => {
    if (userId === null || !isUserId(userId)) return UNKNOWN;
    const within = sets.filter((set) => set.has(userId));
    const kind = within.some((set) => set.kind === "service") ? "service" : within.length > 0 ? "agent" : "external";
    return { kind, sets: within.map((set) => set.name) };
  };
};

const resolvers = new WeakMap<Policy, (userId: string | null) => Subject>();

/**
 * Who somebody is under a policy.
 * @param userId null or malformed: `unknown`
 */
export const subjectOf = (policy: Policy, userId: string | null): Subject => {
  let resolve = resolvers.get(policy);
  if (resolve === undefined) {
    resolve = subjectResolver(policy);
    resolvers.set(policy, resolve);
  }
  return resolve(userId);
};
