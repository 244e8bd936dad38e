/** Whom policies can tell apart: finitely many kinds of people, each with somebody who is of it. */
import { indexOf } from "../evaluate/rule-index.ts";
import type { Matcher, Policy } from "../model/policy.ts";
import { languageOfGlob, languageOfServer, STATES_LIMIT, witnessesOf } from "./user-id-language.ts";

/** People between whom none of the policies sees a difference. */
export interface KindOfPerson {
  /** somebody of this kind; made up, unless a policy names them */
  readonly userId: string;
  /** names of the sets they are in, sorted, one list for each policy; empty: an external there */
  readonly sets: readonly (readonly string[])[];
  /** whether this kind differs from others with the same sets, because a rule or an exception names user IDs */
  readonly singled: boolean;
}

export interface KindsOfPeople {
  readonly kinds: readonly KindOfPerson[];
  /** false: there may be kinds that were not found */
  readonly complete: boolean;
}

const WILD = /[*?]/;

const globsOfRules = ({ rules }: Policy): readonly string[] => {
  const matchers: (Matcher | null)[] = rules.flatMap((rule) => [rule, ...rule.exceptions].flatMap(({ who, target }) => [who, target]));
  return matchers.flatMap((matcher) => matcher?.users ?? []);
};

/** User IDs that read well; the search after them finds what they miss. */
const readable = (servers: readonly string[], wild: readonly string[]): readonly string[] => [
  "@someone:elsewhere.example",
  ...servers.map((server) => `@someone:${server}`),
  ...wild.map((glob) => glob.replaceAll("*", "someone").replaceAll("?", "x")),
];

/** Every kind of person that at least one of the policies tells from the others. @param limit how far to search */
export const kindsOfPeople = (policies: readonly Policy[], limit: number = STATES_LIMIT): KindsOfPeople => {
  const sets = policies.flatMap((policy) => Object.values(policy.sets));
  const servers = [...new Set(sets.flatMap((set) => set.servers))];
  const globs = [...new Set([...sets.flatMap(({ users }) => users), ...policies.flatMap(globsOfRules)])];
  const wild = globs.filter((glob) => WILD.test(glob));
  const named = globs.filter((glob) => !WILD.test(glob));
  const languages = [...servers.map(languageOfServer), ...wild.map(languageOfGlob)];
  const found = witnessesOf(languages, [...servers, ...wild].join(""), new Set(named), limit);

  const kinds = new Map<string, KindOfPerson>();
  for (const userId of [...readable(servers, wild), ...found.userIds, ...named]) {
    const profiles = policies.map((policy) => indexOf(policy).people.profileOf(userId));
    if (profiles.some(({ kind }) => kind === "unknown")) continue;
    const mark = profiles.map(({ key }) => key).join();
    const singled = profiles.some(({ person }) => (person?.globs.size ?? 0) > 0);
    if (!kinds.has(mark)) kinds.set(mark, { userId, sets: profiles.map(({ sets: names }) => names), singled });
  }
  return { kinds: [...kinds.values()], complete: found.complete };
};
