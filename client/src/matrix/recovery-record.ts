/**
 * What this device knows of the account's recovery key, sealed in the local store: either the key itself, until its owner
 * has proven to hold it, or that it was proven, for this person and this very secret-storage key.
 */
import type { Failure } from "../domain/failure.ts";
import { isRecord } from "../domain/json-shape.ts";
import type { UserId } from "../domain/ids.ts";
import type { LocalStore, SealedCollection, StoreFailure } from "../domain/ports/local-store.ts";
import { failed, ok, type Result } from "../domain/result.ts";

export type RecoveryRecord =
  | { readonly kind: "unproven"; readonly userId: string; readonly recoveryKey: string }
  | { readonly kind: "proven"; readonly userId: string; readonly secretStorageKeyId: string };

export interface RecoveryRecords {
  /** @returns null when there is none, and when it is about somebody else. */
  read(): Promise<RecoveryRecord | null>;
  keepUnproven(recoveryKey: string): Promise<Result<void, Failure>>;
  /** Overwrites the key, if there is one. */
  markProven(secretStorageKeyId: string): Promise<Result<void, Failure>>;
  /** The account has another recovery key now: what was proven proves nothing any more. */
  forget(): Promise<void>;
}

const RECORD = "recovery";

function parse(stored: unknown): RecoveryRecord | null {
  if (!isRecord(stored) || typeof stored["userId"] !== "string") return null;
  const { kind, userId, recoveryKey, secretStorageKeyId } = stored;
  if (kind === "unproven" && typeof recoveryKey === "string") return { kind, userId, recoveryKey };
  if (kind === "proven" && typeof secretStorageKeyId === "string" && secretStorageKeyId !== "") return { kind, userId, secretStorageKeyId };
  return null;
}

const unexpected = (failure: StoreFailure): Failure => ({ code: "unexpected", detail: `store: ${failure.code}` });

/** @param userId whose session this is; a record about anybody else counts as none. */
export function recoveryRecords(store: LocalStore, userId: UserId): RecoveryRecords {
  const records: SealedCollection<RecoveryRecord> = store.collection("proof", parse);
  const put = async (record: RecoveryRecord): Promise<Result<void, Failure>> => {
    const kept = await records.put(RECORD, record);
    return kept.ok ? ok(undefined) : failed(unexpected(kept.failure));
  };
  return {
    async read() {
      const record = await records.get(RECORD);
      // A record that does not open proves nothing.
      return record.ok && record.value !== null && record.value.userId === userId ? record.value : null;
    },
    keepUnproven: (recoveryKey) => put({ kind: "unproven", userId, recoveryKey }),
    markProven: (secretStorageKeyId) => put({ kind: "proven", userId, secretStorageKeyId }),
    forget: async () => void (await records.remove(RECORD)),
  };
}
