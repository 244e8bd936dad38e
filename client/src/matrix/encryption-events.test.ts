/** With the real crypto library: what it makes of encryption events that an operator weakens and puts right again. */
import { createClient, MatrixEvent, Room } from "matrix-js-sdk";
import type { CryptoApi } from "matrix-js-sdk/lib/crypto-api/index.js";
import type { CryptoBackend } from "matrix-js-sdk/lib/common-crypto/CryptoBackend.js";
import type { OlmMachine, RoomSettings } from "@matrix-org/matrix-sdk-crypto-wasm";
import * as wasm from "@matrix-org/matrix-sdk-crypto-wasm";
import { expect, test } from "vitest";
import { admitOnlyOurEncryption } from "./encryption-events.ts";
import { SILENT_LOGGER } from "./silence-loggers.ts";

const ME = "@camille-interieur:etat.example";
const ROOM = "!room:etat.example";
const RIGHT = { algorithm: "m.megolm.v1.aes-sha2" };
const LASTING = { ...RIGHT, rotation_period_ms: 1e12, rotation_period_msgs: 1e9 };

/** A crypto library that has heard these encryption events of one room, one after the other, as sync tells of them. */
async function heard(prepare: (crypto: CryptoApi) => void, contents: readonly object[]): Promise<{ readonly enabled: boolean; readonly settings: RoomSettings | undefined }> {
  const client = createClient({ baseUrl: "https://etat.example", userId: ME, deviceId: "D", accessToken: "t", logger: SILENT_LOGGER, fetchFn: async () => Response.json({ errcode: "M_NOT_FOUND" }, { status: 404 }) });
  await client.initRustCrypto({ useIndexedDB: false });
  const crypto = client.getCrypto() as CryptoBackend;
  prepare(crypto);
  const room = new Room(ROOM, client, ME);
  for (const content of contents) await crypto.onCryptoEvent(room, new MatrixEvent({ type: "m.room.encryption", state_key: "", room_id: ROOM, sender: ME, content }));
  const { olmMachine } = crypto as unknown as { readonly olmMachine: OlmMachine };
  const settings = await (await olmMachine.getRoomSettings(new wasm.RoomId(ROOM)));
  return { enabled: await crypto.isEncryptionEnabledInRoom(ROOM), settings };
}

test("left alone, the library encrypts for ever as the first event said, however right a later one is", async () => {
  const { enabled, settings } = await heard(() => undefined, [LASTING, RIGHT]);
  expect(enabled).toBe(true);
  expect(settings?.sessionRotationPeriodMs).toBe(1e12);
});

test.each([
  ["weak", [LASTING], false],
  ["weak, then right", [LASTING, RIGHT], true],
  ["right, then weak", [RIGHT, LASTING], true],
  ["right, weak, right", [RIGHT, LASTING, RIGHT], true],
  ["with a field too many, which by itself would end the sync answer in an exception, then right", [{ ...RIGHT, note: 1 }, RIGHT], true],
  ["redacted, then right", [{}, RIGHT], true],
])("an encryption event that is %s never makes keys last longer", async (_case, contents, enabled) => {
  const now = await heard(admitOnlyOurEncryption, contents);
  expect(now.enabled).toBe(enabled);
  expect(now.settings?.sessionRotationPeriodMs).toBeUndefined();
  expect(now.settings?.sessionRotationPeriodMessages).toBeUndefined();
});

test("an event with a field too many does end in an exception when it is let through", async () => {
  await expect(heard(() => undefined, [{ ...RIGHT, note: 1 }, RIGHT])).rejects.toThrow("reconfigure");
});
