/** Searching for people as one types, and what the rules say about each one found. Knows no markup. */
import type { Failure } from "#client/domain/failure.ts";
import type { UserId } from "#client/domain/ids.ts";
import type { Person } from "#client/domain/person.ts";
import type { PeopleDirectory } from "#client/domain/ports/people-directory.ts";
import type { Verdict } from "#client/domain/ports/policy-advisor.ts";

export interface FoundPerson {
  readonly person: Person;
  readonly verdict: Verdict;
}

/** The rules are asked about a person before that person is offered. */
export type AskAbout = (person: Person) => Promise<Verdict>;

const SHORTEST_TERM = 2;
const SEARCH_AFTER_MS = 200;
const AT_MOST = 20;

export class PeopleSearch {
  term = $state("");
  searching = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** null: nothing was searched for yet */
  found = $state.raw<readonly FoundPerson[] | null>(null);

  readonly #directory: PeopleDirectory;
  readonly #ask: AskAbout;
  readonly #leaveOut: UserId;
  #waiting: ReturnType<typeof setTimeout> | null = null;
  #latest = 0;

  /** @param leaveOut the person who searches; service accounts are left out as well: they never get keys */
  constructor(directory: PeopleDirectory, ask: AskAbout, leaveOut: UserId) {
    this.#directory = directory;
    this.#ask = ask;
    this.#leaveOut = leaveOut;
  }

  type(term: string): void {
    this.term = term;
    this.close();
    if (term.trim().length < SHORTEST_TERM) {
      this.#latest += 1;
      this.found = null;
      this.failure = null;
      this.searching = false;
      return;
    }
    this.searching = true;
    this.#waiting = setTimeout(() => void this.#search(term.trim()), SEARCH_AFTER_MS);
  }

  close(): void {
    if (this.#waiting !== null) clearTimeout(this.#waiting);
    this.#waiting = null;
  }

  /** Only the answer to the last question is shown, whatever comes back first. */
  async #search(term: string): Promise<void> {
    const mine = ++this.#latest;
    const result = await this.#directory.search(term, AT_MOST);
    const people = result.ok ? result.value.filter((person) => person.userId !== this.#leaveOut && !person.service) : [];
    const found = await Promise.all(people.map(async (person) => ({ person, verdict: await this.#ask(person) })));
    if (mine !== this.#latest) return;
    this.searching = false;
    this.failure = result.ok ? null : result.failure;
    this.found = result.ok ? found : null;
  }
}
