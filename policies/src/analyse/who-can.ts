/** Which sets of people can do something in rooms of a class. */
import { decide } from "../evaluate/decide.ts";
import type { Decision } from "../model/access-request.ts";
import { REQUIREMENTS, type Action, type Instant, type Policy } from "../model/policy.ts";
import { kindsOfPeople, type KindOfPerson } from "./kinds-of-people.ts";
import { ANY_ROOM, requestSpace } from "./request-space.ts";
import { unsignedBundle } from "./unsigned-bundle.ts";

export interface WhoCanRow {
  /** names of the sets that they are in; empty: externals */
  readonly actor: readonly string[];
  /** one of them, where a rule or an exception names user IDs; null: people of these sets in general */
  readonly actorNamed: string | null;
  /** null: the action concerns nobody else */
  readonly target: readonly string[] | null;
  readonly targetNamed: string | null;
  /** the room's ID, where the answer differs from that for other rooms of the class; null: rooms of the class in general */
  readonly roomId: string | null;
  readonly effect: Decision["effect"];
  readonly ruleId: string;
  /** what a client must see to first, sorted; of an allowed action */
  readonly requires: readonly string[];
}

export interface WhoCan {
  readonly rows: readonly WhoCanRow[];
  readonly complete: boolean;
}

const named = (kind: KindOfPerson | null): string | null => (kind?.singled === true ? kind.userId : null);

/**
 * Asks for every kind of person (and every kind of target) and every kind of room of the class. A message is asked about as
 * encrypted where the class demands it, else in the clear.
 */
export const whoCan = (policy: Policy, action: Action, classId: string, now: Instant): WhoCan => {
  const { kinds, complete } = kindsOfPeople([policy]);
  const bundle = unsignedBundle(policy, now);
  const encrypted = policy.room_classes[classId]?.encryption === "required";
  const rows = new Map<string, WhoCanRow>();
  for (const { request, actor, target } of requestSpace({ policies: [policy], kinds, classes: [classId], actions: [action], now })) {
    if (request.action === "send" && request.event_encrypted !== encrypted) continue;
    const { effect, rule_id: ruleId } = decide(bundle, { ...request, met: REQUIREMENTS });
    const asked = decide(bundle, { ...request, met: [] });
    const general = request.room.id === null || request.room.id === ANY_ROOM;
    const shownTarget = action === "join" ? null : target;
    const who = [actor.sets, named(actor), shownTarget?.sets ?? null, named(shownTarget)];
    const inGeneral = rows.get(JSON.stringify([...who, null]));
    if (!general && inGeneral?.effect === effect && inGeneral.ruleId === ruleId) continue;
    rows.set(JSON.stringify([...who, general ? null : request.room.id]), {
      actor: actor.sets[0] ?? [],
      actorNamed: named(actor),
      target: shownTarget === null ? null : (shownTarget.sets[0] ?? []),
      targetNamed: named(shownTarget),
      roomId: general ? null : request.room.id,
      effect,
      ruleId,
      requires: effect === "allow" ? asked.unmet : [],
    });
  }
  return { rows: [...rows.values()], complete };
};
