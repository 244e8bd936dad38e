import { MatrixError, type MatrixClient } from "matrix-js-sdk";
import { EventEmitter } from "node:events";
import { afterEach, describe, expect, it, vi } from "vitest";
import { creationOf } from "#policies/evaluate/room-creation-body.ts";
import { REFUSAL_KEY } from "#policies/model/wire-names.ts";
import type { UserId } from "../domain/ids.ts";
import { liveSource } from "../domain/live.ts";
import { DirectRooms } from "./direct-rooms.ts";
import { FAKE_BUNDLE } from "./fake-policy.ts";
import { MatrixRoomMaker } from "./matrix-room-maker.ts";

const ME = "@camille-interieur:etat.example" as UserId;
const IDRIS = "@idris-interieur:etat.example" as UserId;
const NORA = "@nora-externe:etat.example" as UserId;
const CLASS = FAKE_BUNDLE.policy.room_classes["interministerial"]!;
const body = (invite: readonly UserId[]) =>
  creationOf("interministerial", CLASS, { invite, name: "Coordination", topic: null, aliasLocalpart: null, predecessorRoomId: null });

/** A homeserver that refuses to invite Nora, by rule. */
class FakeHomeserver extends EventEmitter {
  readonly done: string[] = [];
  encryptionArrived = true;
  created: unknown = null;

  asClient(): MatrixClient {
    return this as unknown as MatrixClient; // what the maker calls behaves like the SDK's
  }

  async createRoom(options: { readonly invite: readonly string[] }) {
    this.created = options;
    this.done.push(`create with ${options.invite.length} invited`);
    return { room_id: "!new" };
  }

  readonly http = {
    authedRequest: async (_method: string, path: string, _query: unknown, { user_id: userId }: { readonly user_id: string }) => {
      this.done.push(`${path}: ${userId}`);
      if (userId !== NORA) return {};
      const refusal = { rule_id: "R-0200", action: "invite", layer: "national", policy_version: 3 };
      throw new MatrixError({ errcode: "M_FORBIDDEN", [REFUSAL_KEY]: refusal }, 403);
    },
  };

  async leave(roomId: string) {
    this.done.push(`leave ${roomId}`);
    return {};
  }

  getRoom() {
    return {
      getMyMembership: () => "join",
      hasEncryptionStateEvent: () => true,
      currentState: { getStateEvents: () => ({}) },
    };
  }

  getCrypto() {
    return { isEncryptionEnabledInRoom: async () => this.encryptionArrived };
  }
}

const maker = (server: FakeHomeserver) => new MatrixRoomMaker(server.asClient(), new DirectRooms(server.asClient(), ME, liveSource(FAKE_BUNDLE)), { caughtUp: liveSource(true) });

describe("making a room", () => {
  afterEach(() => void vi.useRealTimers());

  it("is not judged, and not left, when its encryption has not come in time", async () => {
    vi.useFakeTimers();
    const server = new FakeHomeserver();
    server.encryptionArrived = false;
    const made = maker(server).make(body([]));
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await made).toEqual({ ok: false, failure: { code: "network" } });
    expect(server.done).toEqual(["create with 0 invited"]);
  });

  it("creates it exactly as asked and invites afterwards", async () => {
    const server = new FakeHomeserver();
    expect(await maker(server).make(body([IDRIS]))).toEqual({ ok: true, value: "!new" });
    expect(server.done).toEqual(["create with 0 invited", `/rooms/!new/invite: ${IDRIS}`]);
    expect(server.created).toEqual({ ...body([]), invite: [] });
  });

  it("leaves no half-made room behind when the homeserver refuses somebody, and says by which rule", async () => {
    const server = new FakeHomeserver();
    const made = await maker(server).make(body([IDRIS, NORA]));
    expect(made).toMatchObject({ ok: false, failure: { code: "refused", refusal: { ruleId: "R-0200", by: "server", policyVersion: 3 } } });
    expect(server.done.at(-1)).toBe("leave !new");
  });
});
