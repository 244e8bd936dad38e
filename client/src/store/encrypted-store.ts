/**
 * The one local store of the client, encrypted record by record. A record belongs to a collection and has an id; neither
 * of them, nor the value, lies on the disk in the clear. Its owner must hold the Web Lock: two writers are not coordinated.
 */
import type { CollectionName, LocalStore, ParseStored, SealedCollection, StoreFailure } from "../domain/ports/local-store.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { BY_COLLECTION, deleteDatabase, openDatabase, RECORDS, type StoredRow } from "./database.ts";
import { recordCipher, type RecordCipher } from "./record-cipher.ts";
import { storeFailure } from "./store-failure.ts";

/**
 * @param name - of the IndexedDB database; holds no personal data.
 * @param storeKey - 32 bytes.
 */
export async function openEncryptedStore(
  factory: IDBFactory,
  name: string,
  storeKey: Uint8Array,
): Promise<Result<LocalStore, StoreFailure>> {
  const opened = await openDatabase(factory, name);
  if (!opened.ok) return opened;
  const database = opened.value;
  const cipher = await recordCipher(storeKey);
  return ok({
    collection: (collection, parse) => sealedCollection(database, cipher, collection, parse),
    close: () => database.close(),
  });
}

/** Deletes the store from this computer. Close it first. */
export const deleteEncryptedStore = deleteDatabase;

function sealedCollection<Value>(
  database: IDBDatabase,
  cipher: RecordCipher,
  collection: CollectionName,
  parse: ParseStored<Value>,
): SealedCollection<Value> {
  // A collection's own tag and a record's name live in separate spaces of the HMAC: an id cannot imitate a collection.
  const collectionTag = cipher.hide(`collection\0${collection}`);
  const nameOf = (id: string) => cipher.hide(`record\0${collection}\0${id}`);

  async function open(row: StoredRow): Promise<Result<Value, StoreFailure>> {
    const text = await cipher.open(row.name, row.sealed);
    if (!text.ok) return text;
    const value = parseJson(text.value, parse);
    return value === null ? failed({ code: "damaged" }) : ok(value);
  }

  return {
    async get(id) {
      const name = await nameOf(id);
      const row = await transact<StoredRow | undefined>(database, "readonly", (records) => records.get(name));
      if (!row.ok) return row;
      return row.value === undefined ? ok(null) : open(row.value);
    },
    async put(id, value) {
      const name = await nameOf(id);
      const row: StoredRow = { name, collection: await collectionTag, sealed: await cipher.seal(name, JSON.stringify(value)) };
      const written = await transact(database, "readwrite", (records) => records.put(row));
      return written.ok ? ok(undefined) : written;
    },
    async remove(id) {
      const name = await nameOf(id);
      return transact(database, "readwrite", (records) => records.delete(name));
    },
    async all() {
      const tag = await collectionTag;
      const rows = await transact<StoredRow[]>(database, "readonly", (records) => records.index(BY_COLLECTION).getAll(tag));
      if (!rows.ok) return rows;
      const opened = await Promise.all(rows.value.map(open));
      const values = opened.flatMap((result) => (result.ok ? [result.value] : []));
      return ok({ values, damaged: opened.length - values.length });
    },
  };
}

function parseJson<Value>(text: string, parse: ParseStored<Value>): Value | null {
  try {
    return parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Runs one request in one transaction and resolves when the transaction has completed, not when the request has. */
function transact<Outcome>(
  database: IDBDatabase,
  mode: "readonly" | "readwrite",
  ask: (records: IDBObjectStore) => IDBRequest<Outcome>,
): Promise<Result<Outcome, StoreFailure>> {
  return new Promise((resolve) => {
    try {
      const transaction = database.transaction(RECORDS, mode, { durability: "strict" });
      const request = ask(transaction.objectStore(RECORDS));
      transaction.oncomplete = () => resolve(ok(request.result));
      transaction.onabort = () => resolve(failed(storeFailure(transaction.error ?? request.error)));
    } catch (error) {
      resolve(failed(storeFailure(error)));
    }
  });
}
