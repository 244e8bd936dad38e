/** What this computer keeps of a session, sealed by the platform's secret storage: token, keys, and how it ended. */
import { isRecord } from "../domain/json-shape.ts";
import { parseUserId, type DeviceId, type UserId } from "../domain/ids.ts";
import type { SecretStorage } from "../domain/ports/secret-storage.ts";
import { failed, ok, type Result } from "../domain/result.ts";

export interface KeptSession {
  readonly userId: UserId;
  readonly deviceId: DeviceId;
  readonly accessToken: string;
  /** names this session's databases; a new one for each sign-in, so that a deletion that lags behind harms nobody */
  readonly databaseId: string;
  /** 32 bytes each */
  readonly cryptoStoreKey: Uint8Array<ArrayBuffer>;
  readonly localStoreKey: Uint8Array<ArrayBuffer>;
  /** the homeserver ended it, and the person has not seen to that yet */
  readonly ended: "soft" | "hard" | null;
  /** its stores were made: if they are missing, they were deleted */
  readonly begun: boolean;
}

export const cryptoDatabasePrefix = (session: Pick<KeptSession, "databaseId">): string => `chancery-crypto-${session.databaseId}`;
export const localDatabaseName = (session: Pick<KeptSession, "databaseId">): string => `chancery-store-${session.databaseId}`;
/** Whether a database belongs to some session of this client; the secrets and the policy are not a session's. */
export const isSessionDatabase = (name: string): boolean => name.startsWith("chancery-crypto-") || name.startsWith("chancery-store-");

const NAME = "session";
const KEY_BYTES = 32;

function parseKey(value: unknown): Uint8Array<ArrayBuffer> | null {
  if (typeof value !== "string") return null;
  try {
    const key = Uint8Array.from(atob(value), (character) => character.charCodeAt(0));
    return key.byteLength === KEY_BYTES ? key : null;
  } catch {
    return null;
  }
}

const keyText = (key: Uint8Array): string => btoa(String.fromCharCode(...key));

function parse(bytes: Uint8Array): KeptSession | null {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
  if (!isRecord(value)) return null;
  const { deviceId, accessToken, databaseId, ended, begun } = value;
  const userId = typeof value["userId"] === "string" ? parseUserId(value["userId"]) : null;
  const cryptoStoreKey = parseKey(value["cryptoStoreKey"]);
  const localStoreKey = parseKey(value["localStoreKey"]);
  if (userId === null || cryptoStoreKey === null || localStoreKey === null) return null;
  if (typeof deviceId !== "string" || typeof accessToken !== "string") return null;
  if (typeof databaseId !== "string" || !/^[0-9a-f-]{36}$/.test(databaseId)) return null;
  if (ended !== null && ended !== "soft" && ended !== "hard") return null;
  // A session of a version that did not note it has stores: it could not have been kept without.
  if (begun !== undefined && typeof begun !== "boolean") return null;
  // Opaque, and sealed by this client itself.
  return { userId, deviceId: deviceId as DeviceId, accessToken, databaseId, cryptoStoreKey, localStoreKey, ended, begun: begun ?? true };
}

/** @returns null when nobody is signed in on this computer. */
export async function readKeptSession(secrets: SecretStorage): Promise<Result<KeptSession | null, { readonly code: "keyring_locked" | "damaged" }>> {
  const sealed = await secrets.open(NAME);
  if (!sealed.ok || sealed.value === null) return sealed.ok ? ok(null) : sealed;
  const session = parse(sealed.value);
  return session === null ? failed({ code: "damaged" }) : ok(session);
}

export function keepSession(secrets: SecretStorage, session: KeptSession): Promise<Result<void, { readonly code: "keyring_locked" | "storage_full" }>> {
  const text = JSON.stringify({ ...session, cryptoStoreKey: keyText(session.cryptoStoreKey), localStoreKey: keyText(session.localStoreKey) });
  return secrets.seal(NAME, new TextEncoder().encode(text));
}
