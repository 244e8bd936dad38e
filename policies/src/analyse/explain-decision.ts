/** Why something is allowed or refused, and what would have to change for the other answer. */
import { creationOfClass } from "../evaluate/creation-of-class.ts";
import { readAccessRequest } from "../evaluate/read-access-request.ts";
import { subjectOf, type Subject } from "../evaluate/subject.ts";
import type { AccessRequest, Decision } from "../model/access-request.ts";
import { REQUIREMENTS, type Instant, type Policy } from "../model/policy.ts";
import { decideAsked, type AskedLayer, type AskedLayers } from "./asked-layer.ts";
import { kindsOfPeople, type KindOfPerson } from "./kinds-of-people.ts";
import { momentsFrom } from "./request-space.ts";
import { traceRules, type RuleTrace } from "./trace-rules.ts";

/** One thing that would change the answer. */
export type Change =
  /** somebody else instead, who is in exactly these sets (none: an external) */
  | { readonly kind: "actor" | "target"; readonly sets: readonly string[] }
  /** the same in a room of another class */
  | { readonly kind: "class"; readonly classId: string }
  /** everything that rules require is seen to */
  | { readonly kind: "met" }
  | { readonly kind: "encrypted"; readonly encrypted: boolean }
  /** the room is created as its class says */
  | { readonly kind: "creation" }
  /** the rules are signed anew, or expire */
  | { readonly kind: "freshness"; readonly stale: boolean }
  /** later, when an exception is over */
  | { readonly kind: "moment"; readonly at: Instant }
  /** none of these rules applies to the case any more, as by an exception to each */
  | { readonly kind: "exception"; readonly ruleIds: readonly string[] };

export interface Way {
  readonly change: Change;
  /** what would then be decided */
  readonly decision: Decision;
}

export interface Explanation {
  readonly decision: Decision;
  readonly actor: Subject;
  readonly target: Subject | null;
  /** every rule that speaks of the action; a rule says nothing when the floor decides (F-nn, but for F-11) */
  readonly rules: readonly RuleTrace[];
  /** single changes that each bring the other answer, found by deciding again */
  readonly ways: readonly Way[];
}

/** A request with one thing changed, and the policy and freshness that it is asked under. */
interface Variation {
  readonly change: Change;
  readonly request: AccessRequest;
  readonly policy?: Policy;
  readonly stale?: boolean;
}

const otherPeople = (request: AccessRequest, kinds: readonly KindOfPerson[]): readonly Variation[] => {
  const general = kinds.filter(({ singled }) => !singled);
  const instead = (kind: "actor" | "target", { userId, sets }: KindOfPerson): Variation => {
    const changed = kind === "target" ? { target: userId } : request.action === "join" ? { actor: userId, target: userId } : { actor: userId };
    return { change: { kind, sets: sets[0] ?? [] }, request: { ...request, ...changed } };
  };
  const hasTarget = request.action === "invite" || request.action === "change_power";
  return [...general.map((kind) => instead("actor", kind)), ...(hasTarget ? general.map((kind) => instead("target", kind)) : [])];
};

const otherClasses = (policy: Policy, request: AccessRequest): readonly Variation[] =>
  Object.keys(policy.room_classes)
    .filter((classId) => classId !== request.room.class)
    .sort()
    .map((classId) => ({
      change: { kind: "class", classId },
      request: { ...request, room: { ...request.room, id: null, class: classId }, creation: request.action === "create_room" ? creationOfClass(policy, classId) : null },
    }));

/** Rules that refuse the case, all of which would have to spare it. */
const objecting = (traces: readonly RuleTrace[]): readonly string[] =>
  traces.filter(({ effect, onTrial, outcome }) => effect !== "allow" && !onTrial && outcome === "matches").map(({ ruleId }) => ruleId);

const variations = (policy: Policy, request: AccessRequest, stale: boolean, traces: readonly RuleTrace[]): readonly Variation[] => {
  const ruleIds = objecting(traces);
  const { action, room, event_encrypted } = request;
  return [
    ...(action === "create_room" ? [{ change: { kind: "creation" } as const, request: { ...request, creation: creationOfClass(policy, room.class) } }] : []),
    ...(action === "send"
      ? [true, false].filter((encrypted) => encrypted !== event_encrypted || encrypted !== room.encrypted).map((encrypted) => ({ change: { kind: "encrypted", encrypted } as const, request: { ...request, event_encrypted: encrypted, room: { ...room, encrypted } } }))
      : []),
    { change: { kind: "met" }, request: { ...request, met: REQUIREMENTS } },
    { change: { kind: "freshness", stale: !stale }, request, stale: !stale },
    ...(ruleIds.length === 0 ? [] : [{ change: { kind: "exception", ruleIds } as const, request, policy: { ...policy, rules: policy.rules.filter(({ id }) => !ruleIds.includes(id)) } }]),
    ...momentsFrom([policy], request.now).slice(1).map((at) => ({ change: { kind: "moment", at } as const, request: { ...request, now: at } })),
    ...otherClasses(policy, request),
    ...otherPeople(request, kindsOfPeople([policy]).kinds),
  ];
};

/**
 * Explains a decision from the same functions that make it.
 * @param stale whether the rules have expired
 * @param others further layers that are asked too: what would change the answer is what changes that of all together
 * @returns null when the request has not the form of one (F-07): there is nothing to explain
 */
export const explainDecision = (policy: Policy, asked: unknown, stale = false, others: readonly AskedLayer[] = []): Explanation | null => {
  const request = readAccessRequest(asked);
  if (request === null) return null;
  const decideUnder = (under: Policy, one: AccessRequest, expired: boolean): Decision => decideAsked([{ policy: under, stale: expired }, ...others], one);
  const decision = decideUnder(policy, request, stale);
  const traces = traceRules(policy, request);
  const ways = variations(policy, request, stale, traces)
    .map((varied): Way => ({ change: varied.change, decision: decideUnder(varied.policy ?? policy, varied.request, varied.stale ?? stale) }))
    .filter((way) => way.decision.effect !== decision.effect);
  const once = new Map(ways.map((way) => [JSON.stringify(way.change), way]));
  return {
    decision,
    actor: subjectOf(policy, request.actor),
    target: request.target === null ? null : subjectOf(policy, request.target),
    rules: traces,
    ways: [...once.values()],
  };
};

export interface LayeredExplanation {
  /** of the layer that decides: the first that refuses, else the first */
  readonly explanation: Explanation;
  readonly deciding: AskedLayer;
  /** what each of the others answers by itself, in their order */
  readonly others: readonly { readonly layer: AskedLayer; readonly decision: Decision }[];
}

/** @returns null when the request has not the form of one (F-07) */
export const explainLayers = (layers: AskedLayers, asked: unknown): LayeredExplanation | null => {
  const request = readAccessRequest(asked);
  if (request === null) return null;
  const answers = layers.map((layer) => ({ layer, decision: decideAsked([layer], request) }));
  const { layer: deciding } = answers.find(({ decision }) => decision.effect === "deny") ?? { layer: layers[0] };
  const rest = answers.filter(({ layer }) => layer !== deciding);
  const explanation = explainDecision(deciding.policy, request, deciding.stale, rest.map(({ layer }) => layer));
  return explanation === null ? null : { explanation, deciding, others: rest };
};
