/**
 * Making an account's cryptographic identity on its first device, and finishing the making when it was interrupted. Only
 * ever for an account that has none: an existing identity is never replaced here.
 */
import type { MatrixClient } from "matrix-js-sdk";
import { CrossSigningKey, type CryptoApi, type GeneratedSecretStorageKey } from "matrix-js-sdk/lib/crypto-api/index.js";
import { encodeRecoveryKey } from "matrix-js-sdk/lib/crypto-api/recovery-key.js";
import type { Failure } from "../domain/failure.ts";
import type { DeviceId, UserId } from "../domain/ids.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { failureOf } from "./matrix-failure.ts";
import { identityPublished } from "./published-identity.ts";
import { parseRecoveryKey } from "./recovery-key.ts";
import type { RecoveryRecords } from "./recovery-record.ts";
import type { SecretStorageKeys } from "./secret-storage-keys.ts";

export interface IdentityParts {
  readonly client: MatrixClient;
  readonly crypto: CryptoApi;
  readonly keys: SecretStorageKeys;
  readonly records: RecoveryRecords;
  readonly userId: UserId;
  readonly deviceId: DeviceId;
}

/** The recovery key that was made and not proven yet, else a new one, sealed on this computer before anything else happens. */
async function unprovenKey({ crypto, records }: IdentityParts): Promise<Result<string, Failure>> {
  const record = await records.read();
  if (record?.kind === "unproven") return ok(record.recoveryKey);
  const { privateKey } = await crypto.createRecoveryKeyFromPassphrase();
  const encoded = encodeRecoveryKey(privateKey);
  privateKey.fill(0);
  if (encoded === undefined) return failed({ code: "unexpected", detail: "recovery key" });
  const kept = await records.keepUnproven(encoded);
  return kept.ok ? ok(encoded) : kept;
}

/** Whether the account's secret storage opens with `key` already: then it is not made again. */
async function opensSecretStorage(client: MatrixClient, key: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const stored = await client.secretStorage.getKey();
  return stored !== null && typeof stored[1].mac === "string" && (await client.secretStorage.checkKey(key, stored[1]));
}

/** Whether the account's secret storage is the one that this device made and whose key was not proven yet. */
async function secretStorageIsOurs({ client, records }: IdentityParts): Promise<boolean> {
  const record = await records.read();
  const key = record?.kind === "unproven" ? parseRecoveryKey(record.recoveryKey) : null;
  return key !== null && (await opensSecretStorage(client, key));
}

/** Puts the private keys and a backup key behind the recovery key; what is there already stays. */
async function storeSecrets({ client, crypto, keys }: IdentityParts, encoded: string): Promise<Result<void, Failure>> {
  const key = parseRecoveryKey(encoded);
  if (key === null) return failed({ code: "unexpected", detail: "recovery key" });
  const made = await opensSecretStorage(client, key);
  if (made) {
    const keyId = await client.secretStorage.getDefaultKeyId();
    if (keyId !== null) keys.lend(keyId, key);
  }
  const generated: GeneratedSecretStorageKey = { privateKey: key };
  await crypto.bootstrapSecretStorage({
    createSecretStorageKey: () => Promise.resolve(generated),
    setupNewSecretStorage: !made,
    setupNewKeyBackup: (await crypto.getSessionBackupPrivateKey()) === null,
  });
  return ok(undefined);
}

async function holdsOwnPrivateKeys(crypto: CryptoApi): Promise<boolean> {
  for (const kind of [CrossSigningKey.Master, CrossSigningKey.SelfSigning, CrossSigningKey.UserSigning]) {
    if ((await crypto.getCrossSigningKeyId(kind)) === null) return false;
  }
  return true;
}

/**
 * Makes the identity, or finishes making it.
 * @returns the recovery key as text; `not_found` when the account's recovery key was made elsewhere and cannot be shown;
 * `forbidden` when the account has an identity that this device does not hold the keys of.
 */
export async function createIdentity(parts: IdentityParts): Promise<Result<string, Failure>> {
  const { client, crypto, keys, userId, deviceId } = parts;
  try {
    // Asked afresh: an answer from before could overlook an identity made on another device meanwhile.
    const exists = await identityPublished(client, userId);
    if (exists) await crypto.userHasCrossSigningKeys(userId, true);
    const held = await holdsOwnPrivateKeys(crypto);
    if (exists && !held) return failed({ code: "forbidden" });
    if (exists && (await client.secretStorage.hasKey()) && !(await secretStorageIsOurs(parts))) return failed({ code: "not_found" });

    const encoded = await unprovenKey(parts);
    if (!encoded.ok) return encoded;
    if (!exists) {
      // A secret storage without an identity holds nothing that anybody could still use, and its key is not ours.
      if ((await client.secretStorage.hasKey()) && !(await secretStorageIsOurs(parts))) await client.secretStorage.setDefaultKeyId(null);
      await crypto.bootstrapCrossSigning({
        // Keys that never reached the homeserver are of no use to anybody; without this flag they would never be sent.
        setupNewCrossSigning: true,
        // A first identity needs no second proof of the password; a homeserver that asks has one already, so stop.
        authUploadDeviceSigningKeys: async (makeRequest) => void (await makeRequest(null)),
      });
      await crypto.userHasCrossSigningKeys(userId, true);
    }
    const device = await crypto.getDeviceVerificationStatus(userId, deviceId);
    if (device?.crossSigningVerified !== true) await crypto.crossSignDevice(deviceId);
    const stored = await storeSecrets(parts, encoded.value);
    return stored.ok ? encoded : stored;
  } catch (error) {
    return failed(failureOf(error));
  } finally {
    keys.forget();
  }
}

/**
 * Checks against the homeserver that the account's secret storage opens with this key, and seals that it was proven.
 * @returns `wrong_recovery_key` when another key has taken its place meanwhile.
 */
export async function sealProof({ client, records }: Pick<IdentityParts, "client" | "records">, encoded: string): Promise<Result<void, Failure>> {
  const key = parseRecoveryKey(encoded);
  try {
    const keyId = await client.secretStorage.getDefaultKeyId();
    if (key === null || keyId === null || !(await opensSecretStorage(client, key))) return failed({ code: "wrong_recovery_key" });
    return await records.markProven(keyId);
  } catch (error) {
    return failed(failureOf(error));
  } finally {
    key?.fill(0);
  }
}
