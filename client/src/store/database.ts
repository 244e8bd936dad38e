/** The IndexedDB database under the store, and how its layout came to be. */
import type { StoreFailure } from "../domain/ports/local-store.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { storeFailure } from "./store-failure.ts";

export const RECORDS = "records";
export const BY_COLLECTION = "by_collection";

/** One row: nothing in it tells what it is about. `name` and `collection` are HMACs. */
export interface StoredRow {
  readonly name: string;
  readonly collection: string;
  readonly sealed: Uint8Array<ArrayBuffer>;
}

/** Step n leads from version n to n + 1 of the layout. Steps are only ever appended. */
const MIGRATIONS: readonly ((database: IDBDatabase) => void)[] = [
  (database) => {
    const records = database.createObjectStore(RECORDS, { keyPath: "name" });
    records.createIndex(BY_COLLECTION, "collection");
  },
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/** Opens the database, bringing an older layout up to date first. */
export function openDatabase(factory: IDBFactory, name: string): Promise<Result<IDBDatabase, StoreFailure>> {
  return new Promise((resolve) => {
    let request: IDBOpenDBRequest;
    try {
      request = factory.open(name, SCHEMA_VERSION);
    } catch (error) {
      resolve(failed(storeFailure(error)));
      return;
    }
    request.onupgradeneeded = (event) => {
      for (const step of MIGRATIONS.slice(event.oldVersion)) step(request.result);
    };
    request.onerror = () => resolve(failed(storeFailure(request.error)));
    request.onsuccess = () => {
      const database = request.result;
      // Another window that deletes or upgrades the store must not be held up by this one.
      database.onversionchange = () => database.close();
      resolve(ok(database));
    };
  });
}

/** Removes the database and everything in it; that it never existed is success too. */
export function deleteDatabase(factory: IDBFactory, name: string): Promise<Result<void, StoreFailure>> {
  return new Promise((resolve) => {
    const request = factory.deleteDatabase(name);
    request.onsuccess = () => resolve(ok(undefined));
    request.onerror = () => resolve(failed(storeFailure(request.error)));
  });
}
