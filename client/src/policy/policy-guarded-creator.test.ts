import { describe, expect, it } from "vitest";
import { creationRequest, type CreateRoomBody } from "#policies/evaluate/room-creation-body.ts";
import type { RoomId, UserId } from "../domain/ids.ts";
import { roomId } from "../domain/ports/fakes/example/ids.ts";
import { camille, idris, nora } from "../domain/ports/fakes/example/people.ts";
import { ok } from "../domain/result.ts";
import { stateRules, judgedSession, room } from "./fakes/judged-session.ts";
import { PolicyGuardedCreator } from "./policy-guarded-creator.ts";

const MADE = roomId("made");

/** @param twist what the homeserver makes of the class and the encryption that it was asked for */
function setUp(me: UserId = camille.userId, now?: string, twist: { readonly classId?: string; readonly encrypted?: boolean } = {}) {
  const session = judgedSession(me, now);
  const bodies: CreateRoomBody[] = [];
  const listed: (readonly [RoomId, RoomId])[] = [];
  const direct = new Map<UserId, RoomId>();
  const guarded = new PolicyGuardedCreator({
    ...session,
    maker: {
      async make(body) {
        bodies.push(body);
        const { classId, creation } = creationRequest(body);
        session.rooms.set(MADE, room(MADE, classId, { encrypted: creation?.encryption ?? false, ...twist }));
        return ok(MADE);
      },
      async listInSpace(space, child) {
        listed.push([space, child]);
        return ok(undefined);
      },
      directRoomWith: async (userId) => direct.get(userId) ?? null,
      async markDirect(made, userId) {
        direct.set(userId, made);
        return ok(undefined);
      },
    },
  });
  return { session, guarded, bodies, listed, direct };
}

const newRoom = (classId: string, invite: readonly UserId[] = [], space: RoomId | null = null) => ({ classId, name: "Crue", topic: null, invite, space });
const refusedBy = (ruleId: string, action = "create_room") => ({ ok: false, failure: { code: "refused", refusal: { ruleId, action } } });

describe("creating a room", () => {
  it("states everything that its class fixes, and lists it in the space", async () => {
    const { guarded, bodies, listed } = setUp();
    const space = roomId("space");
    expect(await guarded.create(newRoom("interministerial", [idris.userId], space))).toEqual(ok(MADE));
    const [body] = bodies;
    expect(creationRequest(body)).toMatchObject({ classId: "interministerial", creation: { encryption: true, join_rule: "invite", federate: true } });
    expect(body).toMatchObject({ name: "Crue", invite: [idris.userId], room_version: "12" });
    expect(listed).toEqual([[space, MADE]]);
  });

  it("refuses to begin when somebody on the list may not be invited", async () => {
    const { guarded, bodies } = setUp();
    expect(await guarded.create(newRoom("interministerial", [idris.userId, nora.userId]))).toMatchObject(refusedBy("R-0200", "invite"));
    expect(bodies).toEqual([]);
  });

  it("is not for externals, nor in a class that nobody signed, nor under expired rules", async () => {
    expect(await setUp(nora.userId).guarded.create(newRoom("open_external"))).toMatchObject(refusedBy("F-04"));
    expect(await setUp().guarded.create(newRoom("made_up"))).toMatchObject(refusedBy("F-01"));
    expect(await setUp().guarded.create(newRoom("__proto__"))).toMatchObject(refusedBy("F-01"));
    expect(await setUp(undefined, "2028-01-01T00:00:00Z").guarded.create(newRoom("interministerial"))).toMatchObject(refusedBy("F-05"));
  });

  it.each([{ encrypted: false }, { classId: "open_external" }])("leaves a room that the homeserver made otherwise: %o", async (twist) => {
    const { guarded, session } = setUp(undefined, undefined, twist);
    expect(await guarded.create(newRoom("interministerial"))).toMatchObject(refusedBy("F-04"));
    expect(session.left).toEqual([MADE]);
  });
});

describe("a network that is only slow", () => {
  it("has the new room neither refused nor left", async () => {
    const { guarded, session } = setUp();
    session.rooms.set = () => session.rooms; // sync has not brought it
    expect(await guarded.create(newRoom("interministerial"))).toEqual({ ok: false, failure: { code: "network" } });
    expect(session.left).toEqual([]);
  });
});

describe("a direct conversation", () => {
  it("is opened where there is one already", async () => {
    const { guarded, direct, bodies } = setUp();
    direct.set(idris.userId, roomId("known"));
    expect(await guarded.createDirect(idris.userId)).toEqual(ok(roomId("known")));
    expect(bodies).toEqual([]);
  });

  it("is made in the class of direct conversations, and noted", async () => {
    const { guarded, direct, bodies } = setUp();
    expect(await guarded.createDirect(idris.userId)).toEqual(ok(MADE));
    expect(bodies[0]).toMatchObject({ is_direct: true, invite: [idris.userId] });
    expect(creationRequest(bodies[0])).toMatchObject({ classId: "direct", creation: { encryption: true, history_visibility: "joined" } });
    expect(direct.get(idris.userId)).toBe(MADE);
  });

  it("is refused when the rules have no class for it", async () => {
    const { guarded, session } = setUp();
    const { policy } = stateRules().national;
    const { direct: _, ...others } = policy.room_classes;
    session.layers.set(stateRules({ ...policy, room_classes: others }));
    expect(await guarded.createDirect(idris.userId)).toMatchObject(refusedBy("F-01"));
  });
});
