/** A policy prepared for many decisions: each question that differs for the rules is worked out once, and remembered. */
import type { Action, Obligation, Policy, Requirement, RoomClass, Rule } from "../model/policy.ts";
import { roomsNamedBy } from "./matcher.ts";
import { peopleOf, type People, type Profile } from "./people.ts";
import { planFor, type Objection, type Plan } from "./plan.ts";

export interface Question {
  readonly actor: Profile;
  /** UNKNOWN too when there is none */
  readonly target: Profile;
  readonly roomId: string | null;
  readonly met: readonly Requirement[] | null;
  readonly now: string;
}

export interface Judgement {
  readonly effect: "allow" | "deny";
  readonly rule_id: string;
  readonly would_deny: readonly string[];
  readonly obligations: readonly Obligation[];
  readonly unmet: readonly Requirement[];
}

export interface PolicyIndex {
  readonly people: People;
  readonly publicRooms: ReadonlySet<string>;
  readonly classes: ReadonlyMap<string, RoomClass>;
  /** What class and rules say about an action; of the floor, only that the class is listed (F-01) and who may be in (F-11). */
  readonly judge: (action: Action, classId: string, question: Question) => Judgement;
}

/** Plans remembered for one action in one class: enough for every pair of sets of a large state, and bounded. */
const REMEMBERED_PLANS = 10_000;
const NOTHING: readonly never[] = [];

const speaksOf = ({ actions, room }: Rule, action: Action, classId: string): boolean =>
  actions.includes(action) && (room === null || ((room.class?.includes(classId) ?? true) && !(room.class_not?.includes(classId) ?? false)));

const unmetOf = (requires: readonly Requirement[], met: readonly Requirement[] | null): readonly Requirement[] =>
  met === null ? NOTHING : requires.filter((one) => !met.includes(one)).sort();

/** Whether an objection stands at this moment; one that asks for something only until it is seen to. */
const stands = ({ carvedUntil, requires }: Objection, { met, now }: Question): boolean =>
  now >= carvedUntil && (requires === null || unmetOf(requires, met).length > 0);

const wouldDeny = (plan: Plan, question: Question): readonly string[] =>
  plan.onTrial.length === 0 ? NOTHING : plan.onTrial.filter((one) => stands(one, question)).map(({ id }) => id);

const refused = (rule_id: string, would_deny: readonly string[], unmet: readonly Requirement[]): Judgement => ({ effect: "deny", rule_id, would_deny, obligations: NOTHING, unmet });

/** Plans by the keys of actor and target. */
type Plans = Map<number, Map<number, Plan>>;

/** One action in one class. */
interface Place {
  /** those that speak of it in some room of the class, by ID */
  readonly rules: readonly Rule[];
  readonly usual: Plans;
  /** by room, of rooms in which a rule may say something that it does not say in others of their class */
  readonly special: Map<string, Plans>;
  count: number;
}

const remember = (place: Place, room: string | null, actor: Profile, target: Profile, plan: Plan): void => {
  const plans: Plans = room === null ? place.usual : (place.special.get(room) ?? new Map<number, Map<number, Plan>>());
  if (room !== null) place.special.set(room, plans);
  plans.set(actor.key, (plans.get(actor.key) ?? new Map<number, Plan>()).set(target.key, plan));
  place.count += 1;
};

/** Prepares a policy for many decisions. */
export const indexPolicy = (policy: Policy): PolicyIndex => {
  const inOrder = [...policy.rules].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const classes = new Map(Object.entries(policy.room_classes));
  /** rooms in which a rule may say something that it does not say in others of their class */
  const special = new Set(inOrder.flatMap(({ room, exceptions }) => [...roomsNamedBy(room, policy), ...exceptions.flatMap(({ room_id }) => (room_id === null ? [] : [room_id]))]));
  const places = new Map<Action, Map<string, Place>>();

  const placeOf = (action: Action, classId: string): Place => {
    const known = places.get(action)?.get(classId);
    if (known !== undefined) return known;
    const place: Place = { rules: inOrder.filter((rule) => speaksOf(rule, action, classId)), usual: new Map(), special: new Map(), count: 0 };
    places.set(action, (places.get(action) ?? new Map<string, Place>()).set(classId, place));
    return place;
  };

  const planOf = (action: Action, classId: string, roomClass: RoomClass, { actor, target, roomId }: Question): Plan => {
    const place = placeOf(action, classId);
    const named = roomId !== null && special.has(roomId) ? roomId : null;
    const plans = named === null ? place.usual : place.special.get(named);
    const found = plans?.get(actor.key)?.get(target.key);
    if (found !== undefined) return found;
    const plan = planFor(policy, place.rules, roomClass, { action, classId, actor: actor.person, target: target.person, roomId });
    if (place.count >= REMEMBERED_PLANS) {
      place.usual.clear();
      place.special.clear();
      place.count = 0;
    }
    remember(place, named, actor, target, plan);
    return plan;
  };

  return {
    people: peopleOf(policy),
    publicRooms: new Set(policy.public_rooms),
    classes,
    judge: (action, classId, question) => {
      const roomClass = classes.get(classId);
      if (roomClass === undefined) return refused("F-01", NOTHING, NOTHING);
      const plan = planOf(action, classId, roomClass, question);
      const would_deny = wouldDeny(plan, question);
      const denying = plan.denying.find((one) => stands(one, question));
      if (denying !== undefined) return refused(denying.id, would_deny, NOTHING);
      const requiring = plan.requiring.find((one) => stands(one, question));
      if (requiring !== undefined) return refused(requiring.id, would_deny, unmetOf(requiring.requires ?? NOTHING, question.met));
      if (!plan.admitted) return refused("F-11", would_deny, NOTHING);
      if (plan.allowedBy !== null) return { effect: "allow", rule_id: plan.allowedBy, would_deny, obligations: plan.obligations, unmet: NOTHING };
      return { effect: policy.defaults[action], rule_id: `D-${action}`, would_deny, obligations: NOTHING, unmet: NOTHING };
    },
  };
};

const indexes = new WeakMap<Policy, PolicyIndex>();

/** The index of a policy, built once for each policy object (policies are never changed in place). */
export const indexOf = (policy: Policy): PolicyIndex => {
  let index = indexes.get(policy);
  if (index === undefined) {
    index = indexPolicy(policy);
    indexes.set(policy, index);
  }
  return index;
};
