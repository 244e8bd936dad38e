/** Questions to a policy with the compiler's own answers: whoever's evaluator answers otherwise will not activate the bundle. */
import { decide } from "../evaluate/decide.ts";
import { creationOf, creationRequest } from "../evaluate/room-creation-body.ts";
import type { AccessRequest } from "../model/access-request.ts";
import type { PolicyBundle, SelfTestCase } from "../model/policy-bundle.ts";
import { ACTIONS, type Action, type Policy } from "../model/policy.ts";
import { SELF_TEST_LIMIT } from "../verify/read-content.ts";

/** Classes and people that are tried: enough to reach the rules of a large state, few enough to stay below a second. */
const MOST_CLASSES = 24;
const MOST_PEOPLE = 24;
const EXTERNAL = "@visiteur:externe.example";

/** Somebody whom a glob matches: its stars stand for nothing much. */
const somebodyLike = (glob: string): string => glob.replaceAll("*", "agent").replaceAll("?", "a");

/** One person of each set, somebody in none, and somebody of whom nothing is known. */
const sampleOf = (policy: Policy): readonly (string | null)[] => {
  const members = Object.values(policy.sets).flatMap(({ users, servers }) => {
    const [glob] = users;
    const [server] = servers;
    return glob !== undefined ? [somebodyLike(glob)] : server !== undefined ? [`@agent:${server}`] : [];
  });
  const named = policy.rules.flatMap(({ who, target }) => [...(who?.users ?? []), ...(target?.users ?? [])].map(somebodyLike));
  return [...Array.from(new Set([...members, ...named])).slice(0, MOST_PEOPLE), EXTERNAL, null];
};

/** What one person asks of a class; the worst form of each action, and the right one. */
function* questionsOf(policy: Policy, action: Action, classId: string, actor: string | null, people: readonly (string | null)[], now: string): Generator<AccessRequest> {
  const [publicRoom = "!room"] = policy.public_rooms;
  const asked = { action, actor, target: null, room: { id: publicRoom, class: classId, encrypted: true }, event_encrypted: null, creation: null, met: null, now } as const;
  switch (action) {
    case "join":
      yield { ...asked, target: actor };
      break;
    case "invite":
    case "change_power":
      for (const target of people) yield { ...asked, target };
      break;
    case "send":
      yield { ...asked, event_encrypted: true };
      yield { ...asked, room: { ...asked.room, encrypted: false }, event_encrypted: false };
      break;
    case "create_room": {
      yield asked;
      const definition = policy.room_classes[classId];
      if (definition === undefined) break;
      const body = creationOf(classId, definition, { invite: [], name: null, topic: null, aliasLocalpart: null, predecessorRoomId: null });
      yield { ...asked, room: { id: null, class: classId, encrypted: null }, creation: creationRequest(body).creation };
      break;
    }
    case "publish":
    case "make_public":
    case "upgrade_room":
    case "change_history":
    case "set_alias":
    case "start_call":
      yield asked;
      break;
  }
}

/** All questions, in an order that depends on nothing but the policy. */
function* allQuestions(policy: Policy, now: string): Generator<AccessRequest> {
  const people = sampleOf(policy);
  const classes = [...Object.keys(policy.room_classes).slice(0, MOST_CLASSES), "no_such_class"];
  for (const action of ACTIONS) {
    for (const classId of classes) {
      for (const actor of people) yield* questionsOf(policy, action, classId, actor, people, now);
    }
  }
}

/**
 * For each action and each rule, floor and default that a sample of people and classes reaches: the first question that does.
 * The same for everybody who compiles the same text, so that all officers sign the same bytes.
 * @param issuedAt Instant
 */
export const selfTestOf = (policy: Policy, issuedAt: string): readonly SelfTestCase[] => {
  const bundle: PolicyBundle = {
    layer: policy.layer, version: 1, issued_at: issuedAt, expires: "9999-12-31T23:59:59Z", sha256: "", signed_by: [], threshold: 1, policy,
  };
  const cases = new Map<string, SelfTestCase>();
  for (const request of allQuestions(policy, issuedAt)) {
    const { effect, rule_id } = decide(bundle, request);
    const reached = `${request.action} ${rule_id}`;
    if (!cases.has(reached)) cases.set(reached, { request, expect: { effect, rule_id } });
    if (cases.size === SELF_TEST_LIMIT) break;
  }
  return Array.from(cases.values());
};
