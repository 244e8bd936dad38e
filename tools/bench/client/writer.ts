/**
 * Somebody who writes to the reader: the crypto library by itself, on a device that its owner has signed, with plain requests around
 * it. It never syncs: what a sync of thousands of rooms costs homeserver and SDK is most of what seeding would cost.
 */
import { randomUUID } from "node:crypto";
import { DeviceId, EncryptionSettings, initAsync, OlmMachine, RequestType, RoomId, UserId, type KeysUploadRequest } from "@matrix-org/matrix-sdk-crypto-wasm";
import type { Account } from "../../../e2e/support/deployment.ts";

/** One request takes a part of a second; a homeserver that is silent for so long will say nothing any more. */
const SILENCE_MS = 120_000;

/** One request of the Client-Server API. @returns the answer's body, as it came @throws when the homeserver refuses or is silent */
export async function request(homeserver: string, token: string | null, method: "GET" | "POST" | "PUT", path: string, body: string | null = null): Promise<string> {
  const response = await fetch(new URL(`/_matrix/client/v3${path}`, homeserver), {
    method,
    headers: { "content-type": "application/json", ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    ...(body === null ? {} : { body }),
    signal: AbortSignal.timeout(SILENCE_MS),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer.slice(0, 500)}`);
  return answer;
}

export class Writer {
  readonly account: Account;
  readonly #homeserver: string;
  readonly #token: string;
  readonly #machine: OlmMachine;

  private constructor(homeserver: string, account: Account, token: string, machine: OlmMachine) {
    this.account = account;
    this.#homeserver = homeserver;
    this.#token = token;
    this.#machine = machine;
  }

  /** Signs in, publishes the device's keys and an identity that signs it. */
  static async signIn(homeserver: string, account: Account): Promise<Writer> {
    await initAsync();
    const login = JSON.parse(
      await request(homeserver, null, "POST", "/login", JSON.stringify({ type: "m.login.password", identifier: { type: "m.id.user", user: account.user }, password: account.password, initial_device_display_name: "bench" })),
    ) as { readonly access_token: string; readonly device_id: string }; // Client-Server API, login
    const machine = await OlmMachine.initialize(new UserId(account.userId), new DeviceId(login.device_id));
    const writer = new Writer(homeserver, account, login.access_token, machine);
    const identity = await machine.bootstrapCrossSigning(true);
    const keys = identity.uploadKeysRequest as KeysUploadRequest | undefined; // the library's own type of it is `any`
    if (keys !== undefined) await machine.markRequestAsSent(keys.id, keys.type, await writer.request("POST", "/keys/upload", keys.body));
    await writer.request("POST", "/keys/device_signing/upload", identity.uploadSigningKeysRequest.body);
    await writer.request("POST", "/keys/signatures/upload", identity.uploadSignaturesRequest.body);
    return writer;
  }

  request(method: "GET" | "POST" | "PUT", path: string, body: string | null = null): Promise<string> {
    return request(this.#homeserver, this.#token, method, path, body);
  }

  async join(roomId: string): Promise<void> {
    await this.request("POST", `/rooms/${encodeURIComponent(roomId)}/join`, "{}");
  }

  /** Writes `body`, encrypted. The key goes to nobody's device: the reader gets it from the backup. */
  async write(roomId: string, body: string): Promise<void> {
    // A new session when there is none yet, and when the last one has been used for as many messages as one may.
    await this.#machine.shareRoomKey(new RoomId(roomId), [], new EncryptionSettings());
    const encrypted = await this.#machine.encryptRoomEvent(new RoomId(roomId), "m.room.message", JSON.stringify({ msgtype: "m.text", body }));
    await this.request("PUT", `/rooms/${encodeURIComponent(roomId)}/send/m.room.encrypted/${randomUUID()}`, encrypted);
  }

  /**
   * Puts the keys of all that was written into the backup of the reader, encrypted for it.
   * @param token the reader's
   * @param backup version and public key (base64) of the reader's backup
   */
  async backUpFor(token: string, backup: { readonly version: string; readonly publicKey: string }): Promise<void> {
    await this.#machine.enableBackupV1(backup.publicKey, backup.version);
    for (let batch = await this.#machine.backupRoomKeys(); batch !== undefined; batch = await this.#machine.backupRoomKeys()) {
      const answer = await request(this.#homeserver, token, "PUT", `/room_keys/keys?version=${encodeURIComponent(backup.version)}`, batch.body);
      await this.#machine.markRequestAsSent(batch.id, RequestType.KeysBackup, answer);
    }
  }
}
