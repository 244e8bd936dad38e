import type { MatrixClient } from "matrix-js-sdk";
import type { Failure } from "../domain/failure.ts";
import { parseUserId } from "../domain/ids.ts";
import type { Person } from "../domain/person.ts";
import type { PeopleDirectory } from "../domain/ports/people-directory.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { failureOf } from "./matrix-failure.ts";
import type { PersonBook } from "./person-book.ts";

/** The homeserver's user directory. Names come from there; who somebody is comes from the signed bundle as everywhere. */
export class MatrixPeopleDirectory implements PeopleDirectory {
  readonly #client: MatrixClient;
  readonly #people: PersonBook;

  constructor(client: MatrixClient, people: PersonBook) {
    this.#client = client;
    this.#people = people;
  }

  async search(term: string, limit: number): Promise<Result<readonly Person[], Failure>> {
    if (term.trim() === "") return ok([]);
    try {
      const answer = await this.#client.searchUserDirectory({ term: term.trim(), limit });
      const found = answer.results.flatMap((entry) => {
        const userId = parseUserId(entry.user_id);
        return userId === null || userId === this.#client.getUserId() ? [] : [{ userId, displayName: entry.display_name }];
      });
      await this.#people.load(found.map((entry) => entry.userId));
      return ok(
        found.slice(0, limit).map(({ userId, displayName }) => {
          const person = this.#people.person(userId, null);
          return displayName ? { ...person, displayName } : person;
        }),
      );
    } catch (error) {
      return failed(failureOf(error));
    }
  }
}
