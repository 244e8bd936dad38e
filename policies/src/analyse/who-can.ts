/** Which sets of people can do something in rooms of a class. */
import type { Decision } from "../model/access-request.ts";
import { REQUIREMENTS, type Action, type Instant, type Layer } from "../model/policy.ts";
import { decideAsked, type AskedLayers } from "./asked-layer.ts";
import { kindsOfPeople, type KindOfPerson } from "./kinds-of-people.ts";
import { ANY_ROOM, requestSpace } from "./request-space.ts";

export interface WhoCanRow {
  /** names of the sets that they are in, by the first layer; empty: externals */
  readonly actor: readonly string[];
  /** the same by each further layer */
  readonly actorFurther: readonly (readonly string[])[];
  /** one of them, where a rule or an exception names user IDs; null: people of these sets in general */
  readonly actorNamed: string | null;
  /** null: the action concerns nobody else */
  readonly target: readonly string[] | null;
  readonly targetFurther: readonly (readonly string[])[];
  readonly targetNamed: string | null;
  /** the room's ID, where the answer differs from that for other rooms of the class; null: rooms of the class in general */
  readonly roomId: string | null;
  readonly effect: Decision["effect"];
  readonly ruleId: string;
  /** the layer that decides */
  readonly layer: Layer;
  /** what a client must see to first, sorted; of an allowed action */
  readonly requires: readonly string[];
}

export interface WhoCan {
  readonly rows: readonly WhoCanRow[];
  readonly complete: boolean;
}

const named = (kind: KindOfPerson | null): string | null => (kind?.singled === true ? kind.userId : null);

/**
 * Asks all layers together, for every kind of person (and every kind of target) and every kind of room of the class. A message is
 * asked about as encrypted where the first layer's class demands it, else in the clear.
 */
export const whoCan = (layers: AskedLayers, action: Action, classId: string, now: Instant): WhoCan => {
  const policies = layers.map(({ policy }) => policy);
  const { kinds, complete } = kindsOfPeople(policies);
  const encrypted = layers[0].policy.room_classes[classId]?.encryption === "required";
  const rows = new Map<string, WhoCanRow>();
  for (const { request, actor, target } of requestSpace({ policies, kinds, classes: [classId], actions: [action], now })) {
    if (request.action === "send" && request.event_encrypted !== encrypted) continue;
    const { effect, rule_id: ruleId, layer } = decideAsked(layers, { ...request, met: REQUIREMENTS });
    const asked = decideAsked(layers, { ...request, met: [] });
    const general = request.room.id === null || request.room.id === ANY_ROOM;
    const shownTarget = action === "join" ? null : target;
    const who = [actor.sets, named(actor), shownTarget?.sets ?? null, named(shownTarget)];
    const inGeneral = rows.get(JSON.stringify([...who, null]));
    if (!general && inGeneral?.effect === effect && inGeneral.ruleId === ruleId && inGeneral.layer === layer) continue;
    const mark = JSON.stringify([...who, general ? null : request.room.id]);
    // Where layers want a class created differently, each of their ways is asked about: one that is allowed is enough.
    if (rows.get(mark)?.effect === "allow") continue;
    rows.set(mark, {
      actor: actor.sets[0] ?? [],
      actorFurther: actor.sets.slice(1),
      actorNamed: named(actor),
      target: shownTarget === null ? null : (shownTarget.sets[0] ?? []),
      targetFurther: shownTarget?.sets.slice(1) ?? [],
      targetNamed: named(shownTarget),
      roomId: general ? null : request.room.id,
      effect,
      ruleId,
      layer,
      requires: effect === "allow" ? asked.unmet : [],
    });
  }
  return { rows: [...rows.values()], complete };
};
