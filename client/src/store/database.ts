/** The IndexedDB database under the store, and how its layout came to be. */
import type { StoreFailure } from "../domain/ports/local-store.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { storeFailure } from "./store-failure.ts";

/** What exists nowhere else: outbox, drafts, whom the sender knows, what was proven. */
export const RECORDS = "records";
/** What the homeserver has too. Emptied whenever the disk is full, or for no reason at all. */
export const CACHE = "cache";
export const BY_COLLECTION = "by_collection";

/** One row: nothing in it tells what it is about. `name` and `collection` are HMACs. */
export interface StoredRow {
  readonly name: string;
  readonly collection: string;
  readonly sealed: Uint8Array<ArrayBuffer>;
}

function createRows(database: IDBDatabase, store: string): void {
  database.createObjectStore(store, { keyPath: "name" }).createIndex(BY_COLLECTION, "collection");
}

/** Step n leads from version n to n + 1 of the layout. Steps are only ever appended. */
const MIGRATIONS: readonly ((database: IDBDatabase) => void)[] = [
  (database) => createRows(database, RECORDS),
  (database) => createRows(database, CACHE),
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Opens the database, bringing an older layout up to date first.
 * @param wanted - `existing`: none is made, and one that is missing is `closed`.
 */
export function openDatabase(factory: IDBFactory, name: string, wanted: "any" | "existing"): Promise<Result<IDBDatabase, StoreFailure>> {
  return new Promise((resolve) => {
    const fail = async (error: unknown): Promise<void> => resolve(failed(await storeFailure(error)));
    let request: IDBOpenDBRequest;
    try {
      request = factory.open(name, SCHEMA_VERSION);
    } catch (error) {
      void fail(error);
      return;
    }
    request.onupgradeneeded = (event) => {
      if (event.oldVersion === 0 && wanted === "existing") {
        request.transaction?.abort();
        return;
      }
      for (const step of MIGRATIONS.slice(event.oldVersion)) step(request.result);
    };
    request.onerror = () => void fail(request.error);
    request.onsuccess = () => resolve(ok(request.result));
  });
}

/** Removes the database and everything in it; that it never existed is success too. */
export function deleteDatabase(factory: IDBFactory, name: string): Promise<Result<void, StoreFailure>> {
  return new Promise((resolve) => {
    const request = factory.deleteDatabase(name);
    request.onsuccess = () => resolve(ok(undefined));
    request.onerror = async () => resolve(failed(await storeFailure(request.error)));
  });
}
