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

/** Prepares a policy for many decisions. */
export const indexPolicy = (policy: Policy): PolicyIndex => {
  const inOrder = [...policy.rules].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const classes = new Map(Object.entries(policy.room_classes));
  /** rooms in which a rule may say something that it does not say in others of their class */
  const special = new Set(inOrder.flatMap(({ room, exceptions }) => [...roomsNamedBy(room, policy), ...exceptions.flatMap(({ room_id }) => (room_id === null ? [] : [room_id]))]));
  const speaking = new Map<string, { readonly rules: readonly Rule[]; readonly plans: Map<number, Map<number, Map<string, Plan>>>; count: number }>();

  const planOf = (action: Action, classId: string, roomClass: RoomClass, { actor, target, roomId }: Question): Plan => {
    const place = `${action} ${classId}`;
    let known = speaking.get(place);
    if (known === undefined) {
      known = { rules: inOrder.filter((rule) => speaksOf(rule, action, classId)), plans: new Map(), count: 0 };
      speaking.set(place, known);
    }
    const room = roomId !== null && special.has(roomId) ? roomId : "";
    const found = known.plans.get(actor.key)?.get(target.key)?.get(room);
    if (found !== undefined) return found;
    const plan = planFor(policy, known.rules, roomClass, { action, classId, actor: actor.person, target: target.person, roomId });
    if (known.count >= REMEMBERED_PLANS) {
      known.plans.clear();
      known.count = 0;
    }
    const byTarget = known.plans.get(actor.key) ?? new Map<number, Map<string, Plan>>();
    const byRoom = byTarget.get(target.key) ?? new Map<string, Plan>();
    known.plans.set(actor.key, byTarget.set(target.key, byRoom.set(room, plan)));
    known.count += 1;
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
