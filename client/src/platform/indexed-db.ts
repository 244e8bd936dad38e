/** IndexedDB with promises: just what the secret storage needs. */

/** @returns what `request` yields; rejects with its error. */
export function requested<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB request failed"));
  });
}

/** Resolves once everything in `transaction` is on disk; rejects when it was aborted. */
export function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("IndexedDB transaction aborted"));
  });
}

/** Opens `name`, making the object stores `stores` (out-of-line keys) when the database is new. */
export function openDatabase(factory: IDBFactory, name: string, stores: readonly string[]): Promise<IDBDatabase> {
  const request = factory.open(name, 1);
  request.onupgradeneeded = () => {
    for (const store of stores) request.result.createObjectStore(store);
  };
  return requested(request).then((database) => {
    // Somebody wants to delete the database: never stand in the way of that.
    database.onversionchange = () => database.close();
    return database;
  });
}

/**
 * Deletes the database `name`; a database that does not exist is as good as deleted.
 * @returns false when another connection holds it still open after `patienceMs`; the deletion then stays pending and
 * completes when that connection closes.
 */
export function deleteDatabase(factory: IDBFactory, name: string, patienceMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = factory.deleteDatabase(name);
    const timer = setTimeout(() => resolve(false), patienceMs);
    const finish = (deleted: boolean): void => {
      clearTimeout(timer);
      resolve(deleted);
    };
    request.onsuccess = () => finish(true);
    request.onerror = () => finish(false);
  });
}
