import type { Failure } from "../../failure.ts";
import type { RoomId, UserId } from "../../ids.ts";
import type { LiveSource } from "../../live.ts";
import { failed, ok, type Result } from "../../result.ts";
import type { RoomSummary } from "../../room.ts";
import type { NewRoom, RoomCreator } from "../room-creator.ts";
import type { RoomInviter } from "../room-inviter.ts";
import type { RoomJoiner } from "../room-joiner.ts";
import type { RoomLeaver } from "../room-leaver.ts";
import { roomId } from "./example/ids.ts";
import { EVERYBODY } from "./example/people.ts";
import { EXAMPLE_NOW, exampleClass } from "./example/rooms.ts";

export interface FakeRoomVerbs extends RoomCreator, RoomInviter, RoomJoiner, RoomLeaver {
  readonly invited: readonly { readonly roomId: RoomId; readonly userId: UserId }[];
  /** what each verb answers from now on; null: it succeeds */
  failure: Failure | null;
}

/** Creates, joins and leaves by changing the fake room list. */
export function fakeRoomVerbs(rooms: LiveSource<readonly RoomSummary[] | null>): FakeRoomVerbs {
  const invited: { roomId: RoomId; userId: UserId }[] = [];
  let created = 0;

  function add(classId: string, given: Partial<RoomSummary> & Pick<RoomSummary, "name">): RoomId {
    const id = roomId(`created-${++created}`);
    const room: RoomSummary = {
      id,
      topic: null,
      class: exampleClass(classId),
      membership: "join",
      encrypted: exampleClass(classId).definition?.encryption === "required",
      directWith: null,
      directIdentity: null,
      spaces: [],
      joinedMembers: 1,
      externals: 0,
      lastActivity: EXAMPLE_NOW,
      preview: null,
      unread: 0,
      mentions: 0,
      invitedBy: null,
      ...given,
    };
    rooms.set([...(rooms.current() ?? []), room]);
    return id;
  }

  const verbs: FakeRoomVerbs = {
    invited,
    failure: null,
    async create(room: NewRoom): Promise<Result<RoomId, Failure>> {
      if (verbs.failure) return failed(verbs.failure);
      return ok(add(room.classId, { name: room.name, topic: room.topic, spaces: room.space ? [room.space] : [] }));
    },
    async createDirect(userId) {
      if (verbs.failure) return failed(verbs.failure);
      const existing = rooms.current()?.find((room) => room.directWith === userId);
      const person = EVERYBODY.find((candidate) => candidate.userId === userId);
      const fresh = { name: person?.displayName ?? userId, directWith: userId, directIdentity: person?.identity ?? "unknown", joinedMembers: 2 };
      return ok(existing ? existing.id : add("direct", fresh));
    },
    async invite(room, userId) {
      if (verbs.failure) return failed(verbs.failure);
      invited.push({ roomId: room, userId });
      return ok(undefined);
    },
    async join(address) {
      if (verbs.failure) return failed(verbs.failure);
      const room = rooms.current()?.find((candidate) => candidate.id === address);
      if (!room) return failed({ code: "not_found" });
      rooms.set((rooms.current() ?? []).map((candidate) => (candidate.id === room.id ? { ...room, membership: "join" } : candidate)));
      return ok(room.id);
    },
    async leave(room) {
      if (verbs.failure) return failed(verbs.failure);
      rooms.set((rooms.current() ?? []).filter((candidate) => candidate.id !== room));
      return ok(undefined);
    },
  };
  return verbs;
}
