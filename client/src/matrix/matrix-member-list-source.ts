import { RoomStateEvent, type MatrixClient, type MatrixEvent, type Room } from "matrix-js-sdk";
import type { Failure } from "../domain/failure.ts";
import { parseUserId, type RoomId } from "../domain/ids.ts";
import { liveSource } from "../domain/live.ts";
import type { Member, MemberList, MemberListSource } from "../domain/ports/member-list-source.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { batched } from "./batched.ts";
import { failureOf } from "./matrix-failure.ts";
import type { PersonBook } from "./person-book.ts";

/** Members joined and invited, in no particular order. */
export class MatrixMemberListSource implements MemberListSource {
  readonly #client: MatrixClient;
  readonly #people: PersonBook;

  constructor(client: MatrixClient, people: PersonBook) {
    this.#client = client;
    this.#people = people;
  }

  async open(roomId: RoomId): Promise<Result<MemberList, Failure>> {
    const room = this.#client.getRoom(roomId);
    if (!room) return failed({ code: "not_found" });
    try {
      await room.loadMembersIfNeeded();
    } catch (error) {
      return failed(failureOf(error));
    }
    const members = liveSource<readonly Member[]>(await this.#members(room, roomId));
    const work = batched(async () => members.set(await this.#members(room, roomId)));
    const stateChanged = (event: MatrixEvent): void => {
      if (["m.room.member", "m.room.power_levels"].includes(event.getType())) work.request();
    };
    room.on(RoomStateEvent.Events, stateChanged);
    const release = this.#people.subscribe(work.request);
    return ok({
      members,
      close: () => {
        work.stop();
        release();
        room.off(RoomStateEvent.Events, stateChanged);
      },
    });
  }

  async #members(room: Room, roomId: RoomId): Promise<readonly Member[]> {
    const creator = room.getCreator();
    const inside = (["join", "invite"] as const).flatMap((membership) =>
      room.getMembersWithMembership(membership).flatMap((member) => {
        const userId = parseUserId(member.userId);
        return userId === null ? [] : [{ userId, membership, powerLevel: member.powerLevel, creator: userId === creator }];
      }),
    );
    await this.#people.load(inside.map((member) => member.userId));
    return inside.map(({ userId, ...member }) => ({
      ...member,
      // A creator of a version-12 room has infinite power, which JSON does not know (MSC4289).
      powerLevel: Number.isFinite(member.powerLevel) ? member.powerLevel : Number.MAX_SAFE_INTEGER,
      person: this.#people.person(userId, roomId),
    }));
  }
}
