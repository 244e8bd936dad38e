import { MatrixEvent, type MatrixClient } from "matrix-js-sdk";
import { DecryptionFailureCode, EventShieldColour, EventShieldReason } from "matrix-js-sdk/lib/crypto-api/index.js";
import { mkDecryptionFailureMatrixEvent, mkEncryptedMatrixEvent } from "matrix-js-sdk/lib/testing.js";
import { describe, expect, it } from "vitest";
import { EventReader } from "./event-reader.ts";
import { silenceLoggers } from "./silence-loggers.ts";

silenceLoggers();

const IDRIS = "@idris.benali-interieur:etat.example";
const ROOM = "!room";

function reader(shieldReason: EventShieldReason | null): EventReader {
  const crypto = { getEncryptionInfoForEvent: async () => ({ shieldColour: EventShieldColour.NONE, shieldReason }) };
  return new EventReader({ getCrypto: () => crypto, decryptEventIfNeeded: async () => undefined } as unknown as MatrixClient); // what it calls
}
const encrypted = () =>
  mkEncryptedMatrixEvent({ plainContent: { msgtype: "m.text", body: "bonjour" }, plainType: "m.room.message", sender: IDRIS, roomId: ROOM, eventId: "$e" });

describe("how far a message can be trusted", () => {
  it.each([
    [null, true],
    [EventShieldReason.UNVERIFIED_IDENTITY, true],
    [EventShieldReason.AUTHENTICITY_NOT_GUARANTEED, true],
    [EventShieldReason.UNSIGNED_DEVICE, false],
    [EventShieldReason.UNKNOWN_DEVICE, false],
    [EventShieldReason.MISMATCHED_SENDER, false],
    [EventShieldReason.MISMATCHED_SENDER_KEY, false],
    [EventShieldReason.SENT_IN_CLEAR, false],
    [EventShieldReason.UNKNOWN, false],
  ])("with shield %s: %s", async (shield, expected) => {
    const event = await encrypted();
    const subject = reader(shield);
    expect(subject.view(event)?.protectedInTransit).toBe(false);
    await subject.settle([event]);
    expect(subject.view(event)).toMatchObject({ type: "m.room.message", content: { body: "bonjour" }, protectedInTransit: expected });
    subject.reconsider([event]);
    expect(subject.view(event)?.protectedInTransit).toBe(false);
  });

  it("proves no sender where the key came out of the backup, and nowhere else is that said", async () => {
    for (const shield of [null, ...Object.values(EventShieldReason).filter((value) => typeof value === "number")]) {
      const event = await encrypted();
      const subject = reader(shield);
      await subject.settle([event]);
      expect(subject.view(event)?.restored, String(shield)).toBe(shield === EventShieldReason.AUTHENTICITY_NOT_GUARANTEED);
    }
  });

  it("is nothing for what came in the clear", async () => {
    const event = new MatrixEvent({ type: "m.room.message", content: { msgtype: "m.text", body: "x" }, sender: IDRIS, room_id: ROOM, event_id: "$e" });
    const subject = reader(null);
    await subject.settle([event]);
    expect(subject.view(event)?.protectedInTransit).toBe(false);
  });
});

describe("a message that cannot be decrypted", () => {
  it.each([
    [DecryptionFailureCode.MEGOLM_UNKNOWN_INBOUND_SESSION_ID, "keys_not_arrived"],
    [DecryptionFailureCode.HISTORICAL_MESSAGE_USER_NOT_JOINED, "sent_before_you_joined"],
    [DecryptionFailureCode.HISTORICAL_MESSAGE_NO_KEY_BACKUP, "from_before_this_device"],
    [DecryptionFailureCode.MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE, "withheld_from_this_device"],
    [DecryptionFailureCode.UNSIGNED_SENDER_DEVICE, "sender_device_unsigned"],
    [DecryptionFailureCode.SENDER_IDENTITY_PREVIOUSLY_VERIFIED, "sender_identity_changed"],
    [DecryptionFailureCode.UNKNOWN_ERROR, "unknown"],
  ])("says why (%s) and never the library's words", async (code, reason) => {
    const event = await mkDecryptionFailureMatrixEvent({ code, msg: "library words", roomId: ROOM, sender: IDRIS, eventId: "$e" });
    const view = reader(null).view(event);
    expect(view).toMatchObject({ undecryptable: reason, type: "m.room.encrypted", content: {} });
    expect(JSON.stringify(view)).not.toContain("library words");
  });
});

describe("an event of a broken form", () => {
  it.each([
    ["no ID", { event_id: "" }],
    ["a sender that is no user ID", { sender: "idris" }],
  ])("is left out: %s", (_case, broken) => {
    const event = new MatrixEvent({ type: "m.room.message", content: {}, sender: IDRIS, room_id: ROOM, event_id: "$e", ...broken });
    expect(reader(null).view(event)).toBeNull();
  });
});
