import type { RoomDetails } from "#policies/evaluate/room-creation-body.ts";
import type { Failure } from "../domain/failure.ts";
import type { RoomId, UserId } from "../domain/ids.ts";
import type { NewRoom, RoomCreator } from "../domain/ports/room-creator.ts";
import type { RoomFactsSource } from "../domain/ports/room-facts-source.ts";
import type { RoomLeaver } from "../domain/ports/room-leaver.ts";
import type { RoomMaker } from "../domain/ports/room-maker.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import type { PolicyJudge } from "./policy-judge.ts";
import { verdict, type Requirements } from "./requirements.ts";
import type { ServerRefusals } from "./server-refusals.ts";

export interface GuardedCreatorParts {
  readonly judge: PolicyJudge;
  readonly requirements: Requirements;
  readonly refusals: ServerRefusals;
  readonly facts: RoomFactsSource;
  /** the unguarded verb */
  readonly maker: RoomMaker;
  readonly leaver: RoomLeaver;
}

/** Makes rooms exactly as their class says; what is asked about is the body that is then sent. */
export class PolicyGuardedCreator implements RoomCreator {
  readonly #parts: GuardedCreatorParts;

  constructor(parts: GuardedCreatorParts) {
    this.#parts = parts;
  }

  async create({ classId, name, topic, invite, space }: NewRoom): Promise<Result<RoomId, Failure>> {
    const made = await this.#make(classId, { invite, name, topic, aliasLocalpart: null, predecessorRoomId: null }, invite);
    // The room stands either way; not being listed in the space is put right there, by whoever may.
    if (made.ok && space !== null) await this.#parts.maker.listInSpace(space, made.value);
    return made;
  }

  async createDirect(userId: UserId): Promise<Result<RoomId, Failure>> {
    const { judge, maker } = this.#parts;
    const open = await maker.directRoomWith(userId);
    if (open !== null) return ok(open);
    const classes = Object.entries(judge.national.room_classes).sort(([a], [b]) => (a < b ? -1 : 1));
    const classId = classes.find(([, { kind }]) => kind === "direct")?.[0] ?? null;
    const details = { invite: [userId], name: null, topic: null, aliasLocalpart: null, predecessorRoomId: null };
    const made = await this.#make(classId, details, [userId]);
    // For other clients of the same account; our own goes by the class, so that a failure here loses nothing.
    if (made.ok) await maker.markDirect(made.value, userId);
    return made;
  }

  async #make(classId: string | null, details: RoomDetails, invited: readonly UserId[]): Promise<Result<RoomId, Failure>> {
    const { judge, requirements, refusals, maker, facts, leaver } = this.#parts;
    const body = await requirements.carryOut((met) => judge.creation(classId, details, met), { target: null });
    if (!body.ok) return body;
    for (const userId of invited) {
      const allowed = await requirements.carryOut((met) => verdict(judge.invite({ id: null, classId }, userId, met)), { target: userId });
      if (!allowed.ok) return allowed;
    }
    const made = await refusals.explain(await maker.make(body.value));
    if (!made.ok) return made;
    const room = await facts.facts(made.value);
    // What is not known here was not judged, and is not left: nothing can be sent into it before it is.
    if (room === null || room.claimed) return failed({ code: "network" });
    const encrypted = body.value.initial_state.some(({ type }) => type === "m.room.encryption");
    if (room.classId === classId && (room.encrypted === true || !encrypted)) return made;
    // The homeserver made something else than what was asked for.
    await leaver.leave(made.value);
    return failed({ code: "refused", refusal: judge.refusal("F-04", "create_room") });
  }
}
