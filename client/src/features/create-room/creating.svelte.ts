/** A room that is being thought out: the classes that the rules allow, its name, its people. Knows no markup. */
import type { RoomClass } from "#policies/model/policy.ts";
import type { Failure } from "#client/domain/failure.ts";
import type { RoomId } from "#client/domain/ids.ts";
import type { Person } from "#client/domain/person.ts";
import type { PolicyAdvisor, Verdict } from "#client/domain/ports/policy-advisor.ts";
import type { RoomCreator } from "#client/domain/ports/room-creator.ts";

export interface ClassChoice {
  readonly id: string;
  readonly definition: RoomClass;
  readonly verdict: Verdict;
}

/** Matrix allows longer names; a list of rooms does not. */
export const LONGEST_NAME = 80;

export type NameProblem = "missing" | "too_long";

export class Creating {
  /** null while the rules are being read */
  choices = $state.raw<readonly ClassChoice[] | null>(null);
  classId = $state<string | null>(null);
  name = $state("");
  topic = $state("");
  space = $state<RoomId | null>(null);
  people = $state.raw<readonly Person[]>([]);
  busy = $state(false);
  nameProblem = $state<NameProblem | null>(null);
  failure = $state.raw<Failure | null>(null);

  readonly #policy: PolicyAdvisor;
  readonly #creator: RoomCreator;

  constructor(policy: PolicyAdvisor, creator: RoomCreator) {
    this.#policy = policy;
    this.#creator = creator;
  }

  /** Asks the rules about every class of rooms; those allowed come first. */
  async loadChoices(): Promise<void> {
    const classes = Object.entries(this.#policy.status.current().bundle.policy.room_classes).filter(([, definition]) => definition.kind === "room");
    const choices = await Promise.all(
      classes.map(async ([id, definition]) => ({
        id,
        definition,
        verdict: await this.#policy.ask({ action: "create_room", target: null, roomId: null, classId: id }),
      })),
    );
    this.choices = choices.toSorted((a, b) => Number(b.verdict.allowed) - Number(a.verdict.allowed));
    this.classId = this.choices.find((choice) => choice.verdict.allowed)?.id ?? null;
  }

  askAbout(person: Person): Promise<Verdict> {
    return this.#policy.ask({ action: "invite", target: person.userId, roomId: null, classId: this.classId });
  }

  /** Another class has other rules: whoever they do not admit is no longer chosen. */
  async chooseClass(classId: string): Promise<void> {
    this.classId = classId;
    const verdicts = await Promise.all(this.people.map((person) => this.askAbout(person)));
    if (this.classId === classId) this.people = this.people.filter((_, at) => verdicts[at]?.allowed === true);
  }

  togglePerson(person: Person): void {
    const others = this.people.filter((candidate) => candidate.userId !== person.userId);
    this.people = others.length < this.people.length ? others : [...others, person];
  }

  /** @returns the new room; null when something is missing or refused, which is then said in `nameProblem` or `failure`. */
  async create(): Promise<RoomId | null> {
    const name = this.name.trim();
    this.nameProblem = name === "" ? "missing" : name.length > LONGEST_NAME ? "too_long" : null;
    if (this.nameProblem || this.classId === null || this.busy) return null;
    this.busy = true;
    this.failure = null;
    const topic = this.topic.trim();
    const result = await this.#creator.create({
      classId: this.classId,
      name,
      topic: topic === "" ? null : topic,
      invite: this.people.map((person) => person.userId),
      space: this.space,
    });
    this.busy = false;
    if (result.ok) return result.value;
    this.failure = result.failure;
    return null;
  }
}
