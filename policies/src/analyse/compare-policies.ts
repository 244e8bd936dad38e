/** What becomes wider or narrower from one policy to another: from what both decide, not from how they are written. */
import { decide } from "../evaluate/decide.ts";
import type { AccessRequest, Decision } from "../model/access-request.ts";
import { ACTIONS, type Action, type Instant, type Policy } from "../model/policy.ts";
import { kindsOfPeople, type KindOfPerson } from "./kinds-of-people.ts";
import { ANY_ROOM, classesOf, momentsFrom, requestSpace } from "./request-space.ts";
import { unsignedBundle } from "./unsigned-bundle.ts";

/** `obligations`: allowed before and after, with other obligations; `trial`: other rules on trial would refuse. */
export type Direction = "wider" | "narrower" | "obligations" | "trial";

/** A request that the two policies answer differently. */
export interface Example {
  readonly request: AccessRequest;
  readonly before: Decision;
  readonly after: Decision;
  /** whether it takes rules that have expired to see the difference */
  readonly stale: boolean;
}

/** People by the sets that they are in, before and after; whoever is in none is an external. */
export interface PeopleConcerned {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** one of them, when a rule or an exception names user IDs and so tells them from others of these sets; else null */
  readonly named: string | null;
}

/** Requests of one action in one class that change in the same way by the same rules. */
export interface MeaningChange {
  readonly direction: Direction;
  readonly action: Action;
  readonly classId: string;
  readonly rules: { readonly before: string; readonly after: string };
  readonly actors: readonly PeopleConcerned[];
  /** empty where the action has no target besides the actor */
  readonly targets: readonly PeopleConcerned[];
  /** IDs of the rooms that it is about; null among them: rooms in general, and rooms that are yet to be */
  readonly rooms: readonly (string | null)[];
  /** how many distinguishable requests it is about */
  readonly requests: number;
  readonly example: Example;
}

export interface Comparison {
  readonly changes: readonly MeaningChange[];
  /** distinguishable requests that were decided under both */
  readonly compared: number;
  /** false: the space was too large, and there may be differences that were not found */
  readonly complete: boolean;
}

const directionOf = (before: Decision, after: Decision): Direction | null => {
  if (before.effect !== after.effect) return after.effect === "allow" ? "wider" : "narrower";
  if (before.effect === "allow" && before.obligations.join() !== after.obligations.join()) return "obligations";
  return before.effect === "allow" && before.would_deny.join() !== after.would_deny.join() ? "trial" : null;
};

const DIRECTIONS: readonly Direction[] = ["wider", "narrower", "obligations", "trial"];
/** About ten seconds; a policy of a dozen sets and classes needs a hundredth of it. */
export const DECISIONS_LIMIT = 4_000_000;

/** Actions of which an exception is over from this moment on: no others can be answered otherwise than before it. */
const endingAt = (policies: readonly Policy[], moment: Instant): readonly Action[] =>
  ACTIONS.filter((action) => policies.some(({ rules }) => rules.some(({ actions, exceptions }) => actions.includes(action) && exceptions.some(({ until }) => until === moment))));

class Group {
  readonly #first: MeaningChange;
  readonly #actors = new Map<string, PeopleConcerned>();
  readonly #targets = new Map<string, PeopleConcerned>();
  readonly #rooms = new Set<string | null>();
  #requests = 0;

  constructor(first: MeaningChange) {
    this.#first = first;
  }

  add(actor: KindOfPerson, target: KindOfPerson | null, roomId: string | null): void {
    this.#requests += 1;
    this.#rooms.add(roomId === ANY_ROOM ? null : roomId);
    for (const [people, kind] of [[this.#actors, actor], [this.#targets, target]] as const) {
      if (kind === null) continue;
      const [before = [], after = []] = kind.sets;
      const concerned = { before, after, named: kind.singled ? kind.userId : null };
      people.set(JSON.stringify(concerned), concerned);
    }
  }

  get change(): MeaningChange {
    return { ...this.#first, actors: [...this.#actors.values()], targets: [...this.#targets.values()], rooms: [...this.#rooms], requests: this.#requests };
  }
}

/**
 * Decides every distinguishable request under both policies: now, and from each end of an exception on; fresh, and (where both
 * then allow or refuse alike) expired.
 * @param limit how many decisions to make at most
 */
export const comparePolicies = (before: Policy, after: Policy, now: Instant, limit: number = DECISIONS_LIMIT): Comparison => {
  const policies = [before, after];
  const { kinds, complete } = kindsOfPeople(policies);
  const groups = new Map<string, Group>();
  let compared = 0;
  for (const moment of momentsFrom(policies, now)) {
    const bundles = [false, true].map((stale) => [unsignedBundle(before, moment, stale), unsignedBundle(after, moment, stale), stale] as const);
    for (const { request, actor, target } of requestSpace({ policies, kinds, classes: classesOf(policies), actions: moment === now ? ACTIONS : endingAt(policies, moment), now: moment })) {
      compared += 1;
      if (compared * 4 > limit) return { changes: inOrder(groups), compared, complete: false };
      for (const [first, second, stale] of bundles) {
        const was = decide(first, request);
        const is = decide(second, request);
        const direction = directionOf(was, is);
        // What fresh rules refuse, expired ones refuse too.
        if (direction === null && was.effect === "deny") break;
        if (direction === null || (stale && direction !== "wider" && direction !== "narrower")) continue;
        const classId = request.room.class ?? "";
        const rules = { before: was.rule_id, after: is.rule_id };
        const mark = JSON.stringify([direction, request.action, classId, rules]);
        const example = { request, before: was, after: is, stale };
        const group = groups.get(mark) ?? new Group({ direction, action: request.action, classId, rules, actors: [], targets: [], rooms: [], requests: 0, example });
        group.add(actor, request.action === "join" ? null : target, request.room.id);
        groups.set(mark, group);
        if (direction !== "obligations" && direction !== "trial") break;
      }
    }
  }
  return { changes: inOrder(groups), compared, complete };
};

const inOrder = (groups: ReadonlyMap<string, Group>): readonly MeaningChange[] =>
  [...groups.values()].map(({ change }) => change).sort((a, b) => DIRECTIONS.indexOf(a.direction) - DIRECTIONS.indexOf(b.direction));
