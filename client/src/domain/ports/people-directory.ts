import type { Failure } from "../failure.ts";
import type { Person } from "../person.ts";
import type { Result } from "../result.ts";

export interface PeopleDirectory {
  /** @returns at most `limit` people whose name or user ID contains `term`. */
  search(term: string, limit: number): Promise<Result<readonly Person[], Failure>>;
}
