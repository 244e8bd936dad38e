/** Who somebody is under a policy, as a profile that many people share: rules are asked of profiles, never of single people. */
import type { Matcher, Policy, SubjectSet } from "../model/policy.ts";
import { globMatcher } from "./glob.ts";
import type { Person } from "./matcher.ts";
import { isUserId, serverOf } from "./user-id.ts";

/** People in whom the rules see no difference are one profile. */
export interface Profile {
  /** `service` also for somebody who is in a set of agents besides: such an account never gets keys */
  readonly kind: "agent" | "service" | "external" | "unknown";
  /** names of the sets they are in, sorted; empty for externals and for the unknown */
  readonly sets: readonly string[];
  /** null: unknown */
  readonly person: Person | null;
  /** a number for each profile of a policy; 0: unknown */
  readonly key: number;
}

export const UNKNOWN: Profile = { kind: "unknown", sets: [], person: null, key: 0 };

/** People that are remembered. A large ministry has this many active people in an hour. */
const REMEMBERED = 20_000;
const WILD = /[*?]/;

interface WildGlob {
  readonly glob: string;
  /** what stands before the first `*` or `?` */
  readonly head: string;
  readonly matches: (text: string) => boolean;
}

/** Finds which of many globs match, looking closely only at those whose literal beginning fits. */
const globFinder = (globs: Iterable<string>): ((text: string) => readonly string[]) => {
  const literal = new Set<string>();
  const wild: WildGlob[] = [];
  for (const glob of globs) {
    const first = glob.search(WILD);
    if (first < 0) literal.add(glob);
    else wild.push({ glob, head: glob.slice(0, first), matches: globMatcher(glob) });
  }
  return (text) => {
    const found = wild.filter(({ head, matches }) => text.startsWith(head) && matches(text)).map(({ glob }) => glob);
    return literal.has(text) ? [...found, text] : found;
  };
};

const membershipTest = (set: SubjectSet): ((userId: string) => boolean) => {
  const servers = new Set(set.servers);
  const find = globFinder(set.users);
  return (userId) => servers.has(serverOf(userId)) || find(userId).length > 0;
};

const globsIn = (policy: Policy): ReadonlySet<string> => {
  const matchers: (Matcher | null)[] = policy.rules.flatMap((rule) => [rule, ...rule.exceptions].flatMap(({ who, target }) => [who, target]));
  return new Set(matchers.flatMap((matcher) => matcher?.users ?? []));
};

/** Who somebody is: from a user ID, or somebody who is in one set only (null: an external) and whom no glob names. */
export interface People {
  /** @param userId null or malformed: unknown */
  profileOf(userId: string | null): Profile;
  someoneIn(setName: string | null): Profile;
}

/** Prepares a policy's sets and globs for many questions. */
export const peopleOf = (policy: Policy): People => {
  const sets = Object.entries(policy.sets)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, set]) => ({ name, kind: set.kind, has: membershipTest(set) }));
  const services = new Set(sets.filter(({ kind }) => kind === "service").map(({ name }) => name));
  const globs = globFinder(globsIn(policy));
  const profiles = new Map<string, Profile>();
  const remembered = new Map<string, Profile>();

  const profile = (names: readonly string[], matched: readonly string[]): Profile => {
    const mark = JSON.stringify([names, matched]);
    const known = profiles.get(mark);
    if (known !== undefined) return known;
    const external = names.length === 0;
    const kind = names.some((name) => services.has(name)) ? "service" : external ? "external" : "agent";
    const made: Profile = { kind, sets: names, person: { sets: new Set(names), external, service: kind === "service", globs: new Set(matched) }, key: profiles.size + 1 };
    profiles.set(mark, made);
    return made;
  };

  return {
    someoneIn: (setName) => profile(setName === null ? [] : [setName], []),
    profileOf: (userId) => {
      if (userId === null) return UNKNOWN;
      const known = remembered.get(userId);
      if (known !== undefined) return known;
      if (!isUserId(userId)) return UNKNOWN;
      const made = profile(sets.filter(({ has }) => has(userId)).map(({ name }) => name), globs(userId));
      if (remembered.size >= REMEMBERED) remembered.clear();
      remembered.set(userId, made);
      return made;
    },
  };
};
