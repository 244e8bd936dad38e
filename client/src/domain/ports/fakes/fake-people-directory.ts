import type { Person } from "../../person.ts";
import { ok } from "../../result.ts";
import type { PeopleDirectory } from "../people-directory.ts";

export function fakePeopleDirectory(everybody: readonly Person[]): PeopleDirectory {
  return {
    async search(term, limit) {
      const wanted = term.toLowerCase();
      return ok(everybody.filter((person) => `${person.displayName} ${person.userId}`.toLowerCase().includes(wanted)).slice(0, limit));
    },
  };
}
