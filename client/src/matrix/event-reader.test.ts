import { MatrixEvent, type MatrixClient } from "matrix-js-sdk";
import { DecryptionFailureCode, EventShieldColour, EventShieldReason } from "matrix-js-sdk/lib/crypto-api/index.js";
import { mkDecryptionFailureMatrixEvent, mkEncryptedMatrixEvent } from "matrix-js-sdk/lib/testing.js";
import { describe, expect, it } from "vitest";
import { EventReader } from "./event-reader.ts";
import { Precedence } from "./precedence.ts";
import { silenceLoggers } from "./silence-loggers.ts";

silenceLoggers();

const IDRIS = "@idris.benali-interieur:etat.example";
const ROOM = "!room";

function reader(shieldReason: EventShieldReason | null): EventReader {
  const crypto = { getEncryptionInfoForEvent: async () => ({ shieldColour: EventShieldColour.NONE, shieldReason }) };
  return new EventReader({ getCrypto: () => crypto, decryptEventIfNeeded: async () => undefined } as unknown as MatrixClient, new Precedence()); // what it calls
}
const encrypted = () =>
  mkEncryptedMatrixEvent({ plainContent: { msgtype: "m.text", body: "bonjour" }, plainType: "m.room.message", sender: IDRIS, roomId: ROOM, eventId: "$e" });

/** Answers about an event only when it is told to, and remembers in which order it was asked. */
function waitingReader() {
  const asked: { readonly id: string; answer(reason: EventShieldReason | null): void }[] = [];
  const getEncryptionInfoForEvent = (event: MatrixEvent) =>
    new Promise((resolve) => asked.push({ id: event.getId() ?? "", answer: (shieldReason) => resolve({ shieldColour: EventShieldColour.NONE, shieldReason }) }));
  const client = { getCrypto: () => ({ getEncryptionInfoForEvent }), decryptEventIfNeeded: async () => undefined } as unknown as MatrixClient; // what it calls
  return { asked, subject: new EventReader(client, new Precedence()) };
}
/** Encrypted under one session each, unless a test says otherwise. */
const message = async (id: string, sender = IDRIS) => {
  const event = await mkEncryptedMatrixEvent({ plainContent: { msgtype: "m.text", body: id }, plainType: "m.room.message", sender, roomId: ROOM, eventId: id });
  event.event.content = { ...event.event.content, session_id: sender === IDRIS ? id : "$shared" };
  return event;
};

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

describe("many messages at once", () => {
  it("are judged newest first, and a session that two people claim is judged for each of them", async () => {
    const { asked, subject } = waitingReader();
    const events = [await message("$1", "@mallory:etat.example"), await message("$2", "@nora:etat.example"), await message("$3")];
    const settled = subject.settle(events);
    await expect.poll(() => asked.length).toBe(3);
    expect(asked.map(({ id }) => id)).toEqual(["$3", "$2", "$1"]);
    asked[0]?.answer(null);
    asked[1]?.answer(null);
    asked[2]?.answer(EventShieldReason.MISMATCHED_SENDER);
    await settled;
    expect(events.map((event) => subject.view(event)?.protectedInTransit)).toEqual([false, true, true]);
  });

  it("are judged again when a device or an identity changes meanwhile: an answer from before never counts", async () => {
    const { asked, subject } = waitingReader();
    const event = await message("$1");
    const settled = subject.settle([event]);
    await expect.poll(() => asked.length).toBe(1);
    subject.reconsider([event]);
    asked[0]?.answer(null);
    await expect.poll(() => asked.length).toBe(2);
    asked[1]?.answer(EventShieldReason.UNSIGNED_DEVICE);
    await settled;
    expect(subject.view(event)?.protectedInTransit).toBe(false);
  });

  it("that nobody waits for come after those that somebody waits for", async () => {
    const { asked, subject } = waitingReader();
    const [shown, kept] = [await message("$shown"), await message("$kept")];
    const settled = subject.settleScreen([shown]);
    const behind = subject.settleBehind([kept]);
    await expect.poll(() => asked.length).toBe(1);
    expect(asked[0]?.id).toBe("$shown");
    asked[0]?.answer(null);
    await settled;
    await expect.poll(() => asked.length).toBe(2);
    asked[1]?.answer(null);
    await behind;
    expect(subject.isSettled(kept)).toBe(true);
  });
});

describe("a screen of messages", () => {
  it("is with the crypto library as a whole, which is asked once for each session", async () => {
    const { asked, subject } = waitingReader();
    const events = await Promise.all(["$1", "$2", "$3", "$4", "$5", "$6", "$7"].map((id) => message(id, id === "$7" ? IDRIS : "@nora:etat.example")));
    const settled = subject.settleScreen(events);
    await expect.poll(() => asked.length).toBe(2);
    for (const { answer } of asked) answer(null);
    await settled;
    expect(asked).toHaveLength(2);
    expect(events.every((event) => subject.isSettled(event))).toBe(true);
  });
});

describe("a room that was closed", () => {
  it("has nothing more decrypted for it but what has begun", async () => {
    const { asked, subject } = waitingReader();
    const events = await Promise.all(Array.from({ length: 10 }, (_, index) => message(`$${index}`)));
    let open = true;
    const settled = subject.settle(events, () => open);
    await expect.poll(() => asked.length).toBeGreaterThan(0);
    const begun = asked.length;
    open = false;
    for (const { answer } of asked) answer(null);
    await settled;
    expect(asked).toHaveLength(begun);
    expect(begun).toBeLessThan(10);
  });
});

describe("a message whose words follow", () => {
  it("keeps its place without them, while it is being decrypted too", async () => {
    const event = await encrypted();
    const subject = reader(null);
    expect(subject.views([event], () => true)).toMatchObject([{ eventId: "$e", type: "m.room.encrypted", content: {}, undecryptable: "keys_not_arrived" }]);
    Object.assign(event, { decryptionPromise: new Promise(() => undefined) });
    expect(subject.views([event], () => true)).toHaveLength(1);
    expect(subject.views([event])).toEqual([]);
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
