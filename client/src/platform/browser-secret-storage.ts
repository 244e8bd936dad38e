/**
 * Secret storage of the browser: each secret is sealed with AES-GCM under a WebCrypto key that cannot be exported.
 * What lies in IndexedDB is ciphertext; a copy of the files without this browser's key is worth nothing. It does not
 * protect against code that runs in this origin, which the threat model says.
 */
import { failed, ok, type Result } from "../domain/result.ts";
import type { SecretStorage } from "../domain/ports/secret-storage.ts";
import { committed, deleteDatabase, openDatabase, requested } from "./indexed-db.ts";

export const SECRET_DATABASE = "chancery-secrets";
const KEYS = "keys";
const SEALED = "sealed";
const WRAPPING_KEY = "wrapping-key";
const IV_BYTES = 12;

interface SealedSecret {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly sealed: ArrayBuffer;
}

/** The name is bound into the seal, so that a sealed secret moved under another name does not open. */
const boundTo = (name: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(`chancery secret 1\n${name}`);

function isSealedSecret(row: unknown): row is SealedSecret {
  return (
    typeof row === "object" && row !== null &&
    "iv" in row && row.iv instanceof Uint8Array && row.iv.byteLength === IV_BYTES &&
    "sealed" in row && row.sealed instanceof ArrayBuffer
  );
}

/**
 * @param factory the browser's IndexedDB
 * @param crypto the browser's WebCrypto
 */
export function browserSecretStorage(factory: IDBFactory, crypto: Crypto): SecretStorage {
  async function inDatabase<Value>(use: (database: IDBDatabase) => Promise<Value>): Promise<Value> {
    const database = await openDatabase(factory, SECRET_DATABASE, [KEYS, SEALED]);
    try {
      return await use(database);
    } finally {
      database.close();
    }
  }

  const read = async (database: IDBDatabase, store: string, key: string): Promise<unknown> =>
    requested(database.transaction(store).objectStore(store).get(key));

  async function write(database: IDBDatabase, store: string, key: string, value: unknown): Promise<void> {
    const transaction = database.transaction(store, "readwrite", { durability: "strict" });
    transaction.objectStore(store).put(value, key);
    await committed(transaction);
  }

  async function wrappingKey(database: IDBDatabase): Promise<CryptoKey> {
    const kept = await read(database, KEYS, WRAPPING_KEY);
    if (kept instanceof CryptoKey) return kept;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    // Two first seals at once must end up with one key: whoever comes second takes the first one's.
    const transaction = database.transaction(KEYS, "readwrite", { durability: "strict" });
    const store = transaction.objectStore(KEYS);
    const meanwhile: unknown = await requested(store.get(WRAPPING_KEY));
    if (!(meanwhile instanceof CryptoKey)) store.put(made, WRAPPING_KEY);
    await committed(transaction);
    return meanwhile instanceof CryptoKey ? meanwhile : made;
  }

  return {
    open: (name) =>
      inDatabase(async (database): Promise<Result<Uint8Array | null, { readonly code: "damaged" }>> => {
        const row = await read(database, SEALED, name);
        if (row === undefined) return ok(null);
        const key = await read(database, KEYS, WRAPPING_KEY);
        if (!isSealedSecret(row) || !(key instanceof CryptoKey)) return failed({ code: "damaged" });
        try {
          const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv, additionalData: boundTo(name) }, key, row.sealed);
          return ok(new Uint8Array(opened));
        } catch {
          return failed({ code: "damaged" });
        }
      }).catch(() => failed({ code: "keyring_locked" as const })),

    seal: (name, secret) =>
      inDatabase(async (database) => {
        const key = await wrappingKey(database);
        const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
        const plain = new Uint8Array(secret);
        const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: boundTo(name) }, key, plain);
        plain.fill(0);
        await write(database, SEALED, name, { iv, sealed } satisfies SealedSecret);
        return ok(undefined);
      }).catch((error: unknown) => failed({ code: error instanceof DOMException && error.name === "QuotaExceededError" ? "storage_full" : "keyring_locked" })),

    async removeAll() {
      // The contents go first: a deletion that another connection delays must not leave them readable meanwhile.
      await inDatabase(async (database) => {
        const transaction = database.transaction([KEYS, SEALED], "readwrite", { durability: "strict" });
        transaction.objectStore(SEALED).clear();
        transaction.objectStore(KEYS).clear();
        await committed(transaction);
      });
      await deleteDatabase(factory, SECRET_DATABASE, 2_000);
    },
  };
}
