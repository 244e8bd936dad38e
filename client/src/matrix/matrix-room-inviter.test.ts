import { describe, expect, it } from "vitest";
import type { RoomId, UserId } from "../domain/ids.ts";
import { liveSource } from "../domain/live.ts";
import { FAKE_BUNDLE, FAKE_LAYERS } from "./fake-policy.ts";
import { FakeRoomClient } from "./fake-room-client.ts";
import { MatrixRoomInviter } from "./matrix-room-inviter.ts";

const ROOM = "!room" as RoomId;
const NORA = "@nora-externe:etat.example" as UserId;

/** The SDK's own `invite`, which shares every old key where the room's state says `shared`, or says nothing. */
class SharingClient extends FakeRoomClient {
  readonly historySharedWith: string[] = [];

  async invite(_roomId: string, userId: string) {
    this.historySharedWith.push(userId);
  }
}

describe("somebody who is invited later", () => {
  it("gets no old keys where the class keeps what was said, whatever the homeserver makes of the room's state", async () => {
    const client = new SharingClient();
    expect(await new MatrixRoomInviter(client.asClient(), liveSource(FAKE_LAYERS)).invite(ROOM, NORA)).toEqual({ ok: true, value: undefined });
    expect(client.historySharedWith).toEqual([]);
    expect(client.requests).toEqual([{ method: "POST", path: "/rooms/!room/invite", body: { user_id: NORA } }]);
  });

  it("gets none in a class that nobody signed", async () => {
    const client = new SharingClient();
    client.classId = "constructor";
    await new MatrixRoomInviter(client.asClient(), liveSource(FAKE_LAYERS)).invite(ROOM, NORA);
    expect(client.historySharedWith).toEqual([]);
  });

  it("gets them only where the signed class shares its history", async () => {
    const client = new SharingClient();
    const classes = FAKE_BUNDLE.policy.room_classes;
    const open = { ...classes["interministerial"]!, history_visibility: "shared" as const };
    const bundle = { ...FAKE_BUNDLE, policy: { ...FAKE_BUNDLE.policy, room_classes: { ...classes, interministerial: open } } };
    await new MatrixRoomInviter(client.asClient(), liveSource({ national: bundle, narrower: [] })).invite(ROOM, NORA);
    expect(client.historySharedWith).toEqual([NORA]);
  });
});
