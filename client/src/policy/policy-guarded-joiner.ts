import type { Failure } from "../domain/failure.ts";
import type { RoomAlias, RoomId } from "../domain/ids.ts";
import type { RoomClassLookup } from "../domain/ports/room-class-lookup.ts";
import type { RoomFactsSource } from "../domain/ports/room-facts-source.ts";
import type { RoomJoiner } from "../domain/ports/room-joiner.ts";
import type { RoomLeaver } from "../domain/ports/room-leaver.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import type { PolicyJudge } from "./policy-judge.ts";
import { verdict, type Requirements } from "./requirements.ts";
import type { ServerRefusals } from "./server-refusals.ts";

export interface GuardedJoinerParts {
  readonly judge: PolicyJudge;
  readonly requirements: Requirements;
  readonly refusals: ServerRefusals;
  readonly lookup: RoomClassLookup;
  readonly facts: RoomFactsSource;
  /** the unguarded verb */
  readonly joiner: RoomJoiner;
  readonly leaver: RoomLeaver;
}

const isRoomId = (address: RoomId | RoomAlias): address is RoomId => address.startsWith("!");

/** Asks for the class, then the rules, then enters; and leaves again where the room turns out to be another or of another class. */
export class PolicyGuardedJoiner implements RoomJoiner {
  readonly #parts: GuardedJoinerParts;

  constructor(parts: GuardedJoinerParts) {
    this.#parts = parts;
  }

  async join(address: RoomId | RoomAlias): Promise<Result<RoomId, Failure>> {
    const { judge, requirements, refusals, joiner, leaver, facts } = this.#parts;
    const announced = await this.#announced(address);
    if (!announced.ok) return announced;
    const { roomId, classId } = announced.value;
    const allowed = await requirements.carryOut((met) => verdict(judge.join({ id: roomId, classId }, met)), { target: judge.me });
    if (!allowed.ok) return allowed;
    const joined = await refusals.explain(await joiner.join(address));
    if (!joined.ok) return joined;
    const entered = await facts.facts(joined.value);
    if (joined.value === roomId && entered !== null && !entered.claimed && entered.classId === classId) return joined;
    // What was announced was false: the rules were asked about another room than the one entered.
    await leaver.leave(joined.value);
    return failed({ code: "refused", refusal: judge.refusal("F-01", "join") });
  }

  /** The class by the homeserver's word; of a room that it does not know, by the invitation's, which is a claim until checked. */
  async #announced(address: RoomId | RoomAlias): Promise<Result<{ readonly roomId: RoomId; readonly classId: string | null }, Failure>> {
    const answer = await this.#parts.lookup.classOf(address);
    if (answer.ok || answer.failure.code !== "not_found" || !isRoomId(address)) return answer;
    const claim = await this.#parts.facts.facts(address);
    return claim === null ? answer : ok({ roomId: address, classId: claim.classId });
  }
}
