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
