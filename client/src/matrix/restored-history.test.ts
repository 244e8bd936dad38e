import { MatrixEvent } from "matrix-js-sdk";
import { DecryptionError, type CryptoBackend } from "matrix-js-sdk/lib/common-crypto/CryptoBackend.js";
import { DecryptionFailureCode, DeviceIsolationModeKind, EventShieldReason, type DeviceIsolationMode } from "matrix-js-sdk/lib/crypto-api/index.js";
import { expect, test } from "vitest";
import { trustSignedDevicesAlone } from "./restored-history.ts";

const { OnlySignedDevicesIsolationMode: STRICT, AllDevicesIsolationMode: LAX } = DeviceIsolationModeKind;
const EVENT = { event_id: "$closed", type: "m.room.encrypted", room_id: "!r:etat.example", sender: "@idris:etat.example", origin_server_ts: 1, content: { algorithm: "m.megolm.v1.aes-sha2" } };

/** A crypto library that refuses under the floor with `code`, and knows of a decrypted event `shield`. */
function library(code: DecryptionFailureCode, shield: EventShieldReason | null) {
  const asked: DeviceIsolationModeKind[] = [];
  let mode: DeviceIsolationMode | null = null;
  const crypto = {
    setDeviceIsolationMode: (next: DeviceIsolationMode) => void (mode = next),
    async decryptEvent() {
      const kind = mode?.kind ?? LAX;
      asked.push(kind);
      await Promise.resolve();
      if (kind === STRICT) throw new DecryptionError(code, "refused");
      return { clearEvent: { type: "m.room.message", content: { body: "Bonjour" } } };
    },
    getEncryptionInfoForEvent: async (event: MatrixEvent) => (event.getClearContent() === null ? null : { shieldColour: 1, shieldReason: shield }),
  };
  const backend = crypto as unknown as CryptoBackend;
  trustSignedDevicesAlone(backend);
  return { backend, asked, mode: () => mode?.kind };
}

test("what a key from the backup opens can be read", async () => {
  const { backend, mode } = library(DecryptionFailureCode.UNKNOWN_SENDER_DEVICE, EventShieldReason.AUTHENTICITY_NOT_GUARANTEED);
  const event = new MatrixEvent(EVENT);
  const decrypting = event.attemptDecryption(backend);
  expect(mode()).toBe(STRICT);
  await decrypting;
  expect(event.getContent()["body"]).toBe("Bonjour");
  expect(mode()).toBe(STRICT);
});

test.each([EventShieldReason.UNKNOWN_DEVICE, EventShieldReason.UNSIGNED_DEVICE, EventShieldReason.MISMATCHED_SENDER, EventShieldReason.VERIFICATION_VIOLATION, EventShieldReason.UNKNOWN, null])(
  "what came otherwise from a device that nobody knows stays closed (shield %s)",
  async (shield) => {
    const { backend } = library(DecryptionFailureCode.UNKNOWN_SENDER_DEVICE, shield);
    const event = new MatrixEvent(EVENT);
    await event.attemptDecryption(backend);
    expect(event.decryptionFailureReason).toBe(DecryptionFailureCode.UNKNOWN_SENDER_DEVICE);
    expect(event.getContent()["body"]).not.toBe("Bonjour");
  },
);

test.each([DecryptionFailureCode.UNSIGNED_SENDER_DEVICE, DecryptionFailureCode.SENDER_IDENTITY_PREVIOUSLY_VERIFIED, DecryptionFailureCode.MEGOLM_UNKNOWN_INBOUND_SESSION_ID])(
  "%s is not tried without the floor",
  async (code) => {
    const { backend, asked } = library(code, EventShieldReason.AUTHENTICITY_NOT_GUARANTEED);
    const event = new MatrixEvent(EVENT);
    await event.attemptDecryption(backend);
    expect(event.decryptionFailureReason).toBe(code);
    expect(asked).toEqual([STRICT]);
  },
);

/** A library that knows of many messages: the shield of each session, which can change. Everything that it is asked is noted. */
function history(shields: Map<string, EventShieldReason | null>, underFloor = new Set<string>()) {
  const asked: string[] = [];
  let mode: DeviceIsolationMode | null = null;
  const session = (event: MatrixEvent): string => String(event.getWireContent()["session_id"]);
  const crypto = {
    setDeviceIsolationMode: (next: DeviceIsolationMode) => void (mode = next),
    async decryptEvent(event: MatrixEvent) {
      const strict = mode?.kind === STRICT;
      asked.push(strict ? "floor" : "without");
      await Promise.resolve();
      if (strict && !underFloor.has(session(event))) throw new DecryptionError(DecryptionFailureCode.UNKNOWN_SENDER_DEVICE, "refused");
      return { clearEvent: { type: "m.room.message", content: { body: "Bonjour" } } };
    },
    async getEncryptionInfoForEvent(event: MatrixEvent) {
      asked.push("origin");
      await new Promise((answer) => setImmediate(answer));
      return { shieldColour: 1, shieldReason: shields.get(session(event)) ?? null };
    },
  };
  const backend = crypto as unknown as CryptoBackend;
  trustSignedDevicesAlone(backend);
  const read = async (sessionId: string): Promise<boolean> => {
    const event = new MatrixEvent({ ...EVENT, content: { ...EVENT.content, session_id: sessionId } });
    await event.attemptDecryption(backend);
    return !event.isDecryptionFailure();
  };
  return { read, asked, backend };
}

const FROM_BACKUP = EventShieldReason.AUTHENTICITY_NOT_GUARANTEED;

test("a further message of a key from the backup is not put to the floor first, and its origin is asked for all the same", async () => {
  const { read, asked } = history(new Map([["s", FROM_BACKUP]]));
  expect(await read("s")).toBe(true);
  expect(asked.splice(0)).toEqual(["floor", "without", "origin"]);
  expect(await read("s")).toBe(true);
  expect(asked).toEqual(["without", "origin"]);
});

test("a key that was not met before is taken for what the last one was, and the floor decides where that was wrong", async () => {
  const shields = new Map<string, EventShieldReason | null>([["s", FROM_BACKUP], ["t", FROM_BACKUP], ["unsigned", EventShieldReason.UNSIGNED_DEVICE]]);
  const { read, asked } = history(shields, new Set(["signed"]));
  await read("s");
  asked.splice(0);
  expect(await read("t")).toBe(true);
  expect(asked.splice(0)).toEqual(["without", "origin"]);
  expect(await read("unsigned")).toBe(false);
  expect(asked.splice(0)).toEqual(["without", "origin", "floor"]);
  expect(await read("signed")).toBe(true);
  expect(asked.splice(0)).toEqual(["floor"]);
  expect(await read("t")).toBe(true);
  expect(asked).toEqual(["without", "origin"]);
});

test("messages of one key that are decrypted side by side are asked about together, those of another key apart", async () => {
  const { read, asked } = history(new Map([["s", FROM_BACKUP], ["t", FROM_BACKUP]]));
  expect(await Promise.all([read("s"), read("s"), read("s"), read("t")])).toEqual([true, true, true, true]);
  expect(asked.filter((what) => what === "origin")).toHaveLength(2);
});

test("where the library says otherwise by now, the floor decides again", async () => {
  const shields = new Map<string, EventShieldReason | null>([["s", FROM_BACKUP]]);
  const signed = new Set<string>();
  const { read, asked } = history(shields, signed);
  await read("s");
  shields.set("s", EventShieldReason.UNSIGNED_DEVICE);
  expect(await read("s")).toBe(false);
  shields.set("s", null);
  signed.add("s");
  asked.splice(0);
  expect(await read("s")).toBe(true);
  expect(asked).toEqual(["floor"]);
});

test("what the library said of a message while it was decrypted counts in that moment, and is asked anew afterwards", async () => {
  const shields = new Map<string, EventShieldReason | null>([["s", FROM_BACKUP]]);
  const { asked, backend } = history(shields);
  const event = new MatrixEvent({ ...EVENT, content: { ...EVENT.content, session_id: "s" } });
  await event.attemptDecryption(backend);
  asked.splice(0);
  expect((await backend.getEncryptionInfoForEvent(event))?.shieldReason).toBe(FROM_BACKUP);
  expect(asked).toEqual([]);
  shields.set("s", EventShieldReason.UNSIGNED_DEVICE);
  await new Promise((later) => setTimeout(later, 5));
  expect((await backend.getEncryptionInfoForEvent(event))?.shieldReason).toBe(EventShieldReason.UNSIGNED_DEVICE);
  expect(asked).toEqual(["origin"]);
});
