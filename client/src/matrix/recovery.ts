/** Letting a device in with the recovery key, and bringing the history back. Never makes or replaces an identity. */
import type { MatrixClient } from "matrix-js-sdk";
import { ImportRoomKeyStage, type CryptoApi } from "matrix-js-sdk/lib/crypto-api/index.js";
import type { SecretStorageKey } from "matrix-js-sdk/lib/secret-storage.js";
import type { Failure } from "../domain/failure.ts";
import type { RestoreProgress } from "../domain/ports/security-gate.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import type { IdentityParts } from "./identity-creation.ts";
import { failureOf } from "./matrix-failure.ts";
import { parseRecoveryKey } from "./recovery-key.ts";

const CROSS_SIGNING_SECRETS = ["m.cross_signing.master", "m.cross_signing.self_signing", "m.cross_signing.user_signing"] as const;

async function storedUnder(client: MatrixClient, secret: SecretStorageKey, keyId: string): Promise<boolean> {
  return Object.hasOwn((await client.secretStorage.isStored(secret)) ?? {}, keyId);
}

/** The backup's key from secret storage; where there is none that fits, a new backup, which a signed device may make. */
async function openBackup(client: MatrixClient, crypto: CryptoApi, keyId: string): Promise<void> {
  if ((await storedUnder(client, "m.megolm_backup.v1", keyId)) && (await crypto.getKeyBackupInfo()) !== null) {
    await crypto.loadSessionBackupPrivateKeyFromSecretStorage();
  } else if ((await crypto.getSessionBackupPrivateKey()) === null) {
    await crypto.resetKeyBackup();
  }
  await crypto.checkKeyBackupAndEnable();
}

/**
 * @param typed the recovery key as typed
 * @returns `wrong_recovery_key` when it does not open this account's secret storage; `not_found` when the account has none,
 * or has not put its identity behind it.
 */
export async function recoverIdentity({ client, crypto, keys, records, userId }: IdentityParts, typed: string): Promise<Result<void, Failure>> {
  const key = parseRecoveryKey(typed);
  if (key === null) return failed({ code: "wrong_recovery_key" });
  try {
    const stored = await client.secretStorage.getKey();
    if (stored === null) return failed({ code: "not_found" });
    const [keyId, description] = stored;
    // Without a check value anything typed would count as right.
    if (typeof description.mac !== "string" || typeof description.iv !== "string") return failed({ code: "not_found" });
    if (!(await client.secretStorage.checkKey(key, description))) return failed({ code: "wrong_recovery_key" });
    for (const secret of CROSS_SIGNING_SECRETS) {
      if (!(await storedUnder(client, secret, keyId))) return failed({ code: "not_found" });
    }
    keys.lend(keyId, key);
    // The public identity must be here first, else importing the private one fails.
    if (!(await crypto.userHasCrossSigningKeys(userId, true))) return failed({ code: "not_found" });
    await crypto.bootstrapCrossSigning({
      // Reached only if the homeserver hid the secrets between the check above and now: it must not get a new identity.
      authUploadDeviceSigningKeys: () => Promise.reject(new Error("an identity exists and is not replaced")),
    });
    await openBackup(client, crypto, keyId);
    return await records.markProven(keyId);
  } catch (error) {
    return failed(failureOf(error));
  } finally {
    keys.forget();
    key.fill(0);
  }
}

/**
 * Loads the keys of earlier messages out of the backup. What cannot be loaded now is fetched when a message needs it, so
 * this never fails.
 */
export async function restoreHistory(crypto: CryptoApi, progress: (progress: RestoreProgress) => void): Promise<void> {
  try {
    await crypto.restoreKeyBackup({
      progressCallback: (step) => {
        if (step.stage === ImportRoomKeyStage.LoadKeys) progress({ restored: step.successes + step.failures, total: step.total });
      },
    });
  } catch {
    // No backup yet, or no network: the crypto library asks for single keys later.
  }
}

/**
 * Another own device, compared by emoji, vouches for this account's recovery key: it was not let into Chancery before its
 * owner had proven that. Only where the account has a recovery key at all.
 */
export async function vouchForRecoveryKey({ client, records }: Pick<IdentityParts, "client" | "records">): Promise<Result<void, Failure>> {
  try {
    const stored = await client.secretStorage.getKey();
    if (stored === null || !(await storedUnder(client, "m.cross_signing.master", stored[0]))) return ok(undefined);
    return await records.markProven(stored[0]);
  } catch (error) {
    return failed(failureOf(error));
  }
}
