/** Every request that policies can tell apart, each once: kinds of people × rooms × classes × actions × what was seen to. */
import { creationOfClass } from "../evaluate/creation-of-class.ts";
import { personMatches } from "../evaluate/matcher.ts";
import { indexOf } from "../evaluate/rule-index.ts";
import type { AccessRequest, RoomCreation } from "../model/access-request.ts";
import { ACTIONS, REQUIREMENTS, type Action, type Instant, type Policy, type Requirement, type Rule } from "../model/policy.ts";
import type { KindOfPerson } from "./kinds-of-people.ts";

export interface Distinguishable {
  readonly request: AccessRequest;
  readonly actor: KindOfPerson;
  /** join: the actor; null where nobody else is concerned */
  readonly target: KindOfPerson | null;
}

const HAVE_TARGETS: readonly Action[] = ["invite", "change_power"];
/** A room that no policy names. */
export const ANY_ROOM = "!any";

const subsets = (items: readonly Requirement[]): readonly (readonly Requirement[])[] =>
  items.reduce<readonly (readonly Requirement[])[]>((all, item) => [...all, ...all.map((some) => [...some, item])], [[]]);

const rulesAbout = (policies: readonly Policy[], action: Action): readonly Rule[] => policies.flatMap(({ rules }) => rules.filter(({ actions }) => actions.includes(action)));

/** What may have been seen to, as far as a rule about the action asks for it. */
const metChoices = (policies: readonly Policy[], action: Action): readonly (readonly Requirement[])[] => {
  const asked = new Set(rulesAbout(policies, action).flatMap(({ requires }) => requires));
  return subsets(REQUIREMENTS.filter((requirement) => asked.has(requirement)));
};

const roomsNamed = (policy: Policy): readonly string[] => [
  ...policy.public_rooms,
  ...Object.values(policy.room_sets).flatMap(({ rooms }) => rooms),
  ...policy.rules.flatMap(({ exceptions }) => exceptions.flatMap(({ room_id }) => room_id ?? [])),
];

/** How a policy sees a room by its ID: in which sets, under which exceptions, whether written in the clear. */
const viewOf = (policy: Policy, roomId: string): unknown => [
  policy.public_rooms.includes(roomId),
  Object.entries(policy.room_sets).flatMap(([name, { rooms }]) => (rooms.includes(roomId) ? [name] : [])),
  policy.rules.flatMap(({ id, exceptions }) => exceptions.flatMap(({ room_id }, index) => (room_id === roomId ? [`${id} ${String(index)}`] : []))),
];

/** One room ID for each way in which the policies see rooms; the first is one that none names. */
const roomChoices = (policies: readonly Policy[]): readonly string[] => {
  const byView = new Map<string, string>();
  for (const roomId of [ANY_ROOM, ...policies.flatMap(roomsNamed)]) {
    const view = JSON.stringify(policies.map((policy) => viewOf(policy, roomId)));
    if (!byView.has(view)) byView.set(view, roomId);
  }
  return [...byView.values()];
};

/** A creation as each of the policies would have it. */
const creationChoices = (policies: readonly Policy[], classId: string): readonly (RoomCreation | null)[] => {
  const byText = new Map(policies.map((policy) => creationOfClass(policy, classId)).map((creation) => [JSON.stringify(creation), creation]));
  return [...byText.values()];
};

/** Of kinds with the same sets, one for each way in which the rules about an action see them as actor or as target. */
const seenAs = (sides: readonly ("who" | "target")[], kinds: readonly KindOfPerson[], policies: readonly Policy[], action: Action): readonly KindOfPerson[] => {
  const matchers = policies.map((policy) => rulesAbout([policy], action).flatMap((rule) => [rule, ...rule.exceptions].flatMap((one) => sides.map((side) => one[side]))));
  const bySight = new Map<string, KindOfPerson>();
  for (const kind of kinds) {
    const sight = policies.map((policy, index) => {
      const { person } = indexOf(policy).people.profileOf(kind.userId);
      return (matchers[index] ?? []).map((matcher) => personMatches(matcher, person));
    });
    const mark = JSON.stringify([kind.sets, sight]);
    if (!bySight.has(mark)) bySight.set(mark, kind);
  }
  return [...bySight.values()];
};

/** The moments from which an exception no longer holds, after now; with now itself, those at which answers can differ. */
export const momentsFrom = (policies: readonly Policy[], now: Instant): readonly Instant[] => {
  const ends = policies.flatMap(({ rules }) => rules.flatMap(({ exceptions }) => exceptions.map(({ until }) => until)));
  return [now, ...[...new Set(ends)].filter((until) => until > now).sort()];
};

/** The class IDs that one of the policies lists, sorted. */
export const classesOf = (policies: readonly Policy[]): readonly string[] => [...new Set(policies.flatMap((policy) => Object.keys(policy.room_classes)))].sort();

export interface SpaceAsked {
  readonly policies: readonly Policy[];
  readonly kinds: readonly KindOfPerson[];
  readonly classes: readonly string[];
  readonly actions: readonly Action[];
  readonly now: Instant;
}

/** The requests, for one moment. A caller that has had enough stops asking. */
export function* requestSpace({ policies, kinds, classes, actions, now }: SpaceAsked): Generator<Distinguishable> {
  const rooms = roomChoices(policies);
  for (const action of ACTIONS.filter((one) => actions.includes(one))) {
    const mets = metChoices(policies, action);
    const actors = seenAs(action === "join" ? ["who", "target"] : ["who"], kinds, policies, action);
    const targets = HAVE_TARGETS.includes(action) ? seenAs(["target"], kinds, policies, action) : null;
    for (const classId of classes) {
      const creations = action === "create_room" ? creationChoices(policies, classId) : [null];
      const encryptions = action === "send" ? [true, false] : [null];
      // A room that is being created has no ID yet.
      for (const id of action === "create_room" ? [null] : rooms) {
        for (const actor of actors) {
          for (const target of targets ?? [action === "join" ? actor : null]) {
            for (const creation of creations) {
              for (const encrypted of encryptions) {
                for (const met of mets) {
                  const room = { id, class: classId, encrypted };
                  yield { actor, target, request: { action, actor: actor.userId, target: target?.userId ?? null, room, event_encrypted: encrypted, creation, met, now } };
                }
              }
            }
          }
        }
      }
    }
  }
}
