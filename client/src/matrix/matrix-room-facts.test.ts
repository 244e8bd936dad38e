import { beforeEach, describe, expect, it } from "vitest";
import { FakeRoomClient } from "./fake-room-client.ts";
import { MatrixRoomFacts } from "./matrix-room-facts.ts";

let client: FakeRoomClient;
beforeEach(() => {
  client = new FakeRoomClient();
});
const facts = () => new MatrixRoomFacts(client.asClient()).facts(client.roomId);

describe("what is known of a room", () => {
  it("is the class that it was made with", async () => {
    expect(await facts()).toEqual({ id: client.roomId, classId: "interministerial", encrypted: true, claimed: false });
  });

  it("is no class at all when a homeserver puts another one into its creation", async () => {
    client.forgedClassId = "announcements";
    expect((await facts())?.classId).toBeNull();
  });

  it.each([
    ["neither crypto store nor state knows of any", false, null, false],
    ["the event was dropped", true, null, null],
    ["the crypto store has not got it", false, { algorithm: "m.megolm.v1.aes-sha2" }, null],
    ["another algorithm is announced", true, { algorithm: "m.olm.v1.curve25519-aes-sha2" }, null],
    ["one key is to last for years", true, { algorithm: "m.megolm.v1.aes-sha2", rotation_period_ms: 1e12 }, null],
    ["the event was redacted", true, {}, null],
  ])("about its encryption, when %s", async (_case, stored, event, expected) => {
    client.encryptedInStore = stored;
    client.encryption = event;
    expect((await facts())?.encrypted).toBe(expected);
  });
});
