/**
 * The one local store of the client, encrypted record by record. A record belongs to a collection and has an id; neither
 * of them, nor the value, lies on the disk in the clear. Its owner must hold the Web Lock: two writers are not coordinated.
 */
import { liveSource } from "../domain/live.ts";
import type { CollectionName, LocalStore, ParseStored, SealedCollection, StoreFailure } from "../domain/ports/local-store.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { Connection, openSafely } from "./connection.ts";
import { BY_COLLECTION, CACHE, deleteDatabase, RECORDS, type StoredRow } from "./database.ts";
import { recordCipher, type RecordCipher } from "./record-cipher.ts";
import { textSeal } from "./text-seal.ts";
import { storeFailure } from "./store-failure.ts";

/** The homeserver has these too: they give way when the disk is full, and need not survive a power cut. */
const CACHED: ReadonlySet<CollectionName> = new Set(["summaries", "recent", "recent_index"]);

/**
 * @param name - of the IndexedDB database; holds no personal data.
 * @param storeKey - 32 bytes.
 */
export async function openEncryptedStore(factory: IDBFactory, name: string, storeKey: Uint8Array): Promise<Result<LocalStore, StoreFailure>> {
  const opened = await openSafely(factory, name, "any");
  if (!opened.ok) return opened;
  const cipher = await recordCipher(storeKey);
  const trouble = liveSource<StoreFailure | null>(null);
  const heard = (failure: StoreFailure | null): void => {
    if (trouble.current()?.code !== "closed" && (failure !== null || trouble.current() !== null)) trouble.set(failure);
  };
  const connection = new Connection(factory, name, opened.value, heard);
  const disk = new Disk(connection, heard);
  return ok({
    trouble,
    addresses: textSeal(cipher, "address"),
    collection: (collection, parse) => sealedCollection(disk, cipher, collection, parse),
    close: () => connection.close(),
  });
}

/** Deletes the store from this computer. Close it first. */
export const deleteEncryptedStore = deleteDatabase;

function sealedCollection<Value>(disk: Disk, cipher: RecordCipher, collection: CollectionName, parse: ParseStored<Value>): SealedCollection<Value> {
  const place = CACHED.has(collection) ? CACHE : RECORDS;
  // A collection's own tag and a record's name live in separate spaces of the HMAC: an id cannot imitate a collection.
  const collectionTag = cipher.hide(`collection\0${collection}`);
  const nameOf = (id: string) => cipher.hide(`record\0${collection}\0${id}`);

  async function open(row: StoredRow): Promise<Result<Value, StoreFailure>> {
    const text = await cipher.open(row.name, row.sealed);
    if (!text.ok) return text;
    const value = parseJson(text.value, parse);
    return value === null ? failed({ code: "damaged" }) : ok(value);
  }

  async function seal([id, value]: readonly [string, Value]): Promise<StoredRow> {
    const name = await nameOf(id);
    return { name, collection: await collectionTag, sealed: await cipher.seal(name, JSON.stringify(value)) };
  }

  async function rowsWithValues(): Promise<Result<readonly { readonly row: StoredRow; readonly opened: Result<Value, StoreFailure> }[], StoreFailure>> {
    const tag = await collectionTag;
    const rows = await disk.read<StoredRow[]>(place, (records) => records.index(BY_COLLECTION).getAll(tag));
    if (!rows.ok) return rows;
    return ok(await Promise.all(rows.value.map(async (row) => ({ row, opened: await open(row) }))));
  }

  return {
    async get(id) {
      const name = await nameOf(id);
      const row = await disk.read<StoredRow | undefined>(place, (records) => records.get(name));
      if (!row.ok) return row;
      return row.value === undefined ? ok(null) : open(row.value);
    },
    async put(id, value) {
      const row = await seal([id, value]);
      return disk.write(place, (records) => void records.put(row));
    },
    async putAll(values) {
      const rows = await Promise.all([...values].map(seal));
      return disk.write(place, (records) => rows.forEach((row) => records.put(row)));
    },
    async remove(id) {
      const name = await nameOf(id);
      return disk.write(place, (records) => void records.delete(name));
    },
    async all() {
      const rows = await rowsWithValues();
      if (!rows.ok) return rows;
      const values = rows.value.flatMap(({ opened }) => (opened.ok ? [opened.value] : []));
      return ok({ values, damaged: rows.value.length - values.length });
    },
    async removeDamaged() {
      const rows = await rowsWithValues();
      if (!rows.ok) return rows;
      const damaged = rows.value.filter(({ opened }) => !opened.ok);
      return disk.write(place, (records) => damaged.forEach(({ row }) => records.delete(row.name)));
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

/** Transactions on the database. One that is done is on the disk: its end is waited for, not its requests'. */
class Disk {
  readonly #connection: Connection;
  readonly #heard: (trouble: StoreFailure | null) => void;

  /** @param heard - told how each write of what exists nowhere else went. */
  constructor(connection: Connection, heard: (trouble: StoreFailure | null) => void) {
    this.#connection = connection;
    this.#heard = heard;
  }

  read<Outcome>(place: string, ask: (rows: IDBObjectStore) => IDBRequest<Outcome>): Promise<Result<Outcome, StoreFailure>> {
    return this.#transact(place, "readonly", ask);
  }

  async write(place: string, change: (rows: IDBObjectStore) => void): Promise<Result<void, StoreFailure>> {
    let written = await this.#transact(place, "readwrite", change);
    if (place === CACHE) return written.ok ? ok(undefined) : written;
    if (!written.ok && written.failure.code === "full") {
      // What can be fetched again makes room for what cannot.
      await this.#transact(CACHE, "readwrite", (rows) => rows.clear());
      written = await this.#transact(place, "readwrite", change);
    }
    this.#heard(written.ok ? null : written.failure);
    return written.ok ? ok(undefined) : written;
  }

  #transact<Outcome>(place: string, mode: "readonly" | "readwrite", act: (rows: IDBObjectStore) => IDBRequest<Outcome>): Promise<Result<Outcome, StoreFailure>>;
  #transact(place: string, mode: "readwrite", act: (rows: IDBObjectStore) => void): Promise<Result<unknown, StoreFailure>>;
  async #transact(place: string, mode: "readonly" | "readwrite", act: (rows: IDBObjectStore) => IDBRequest<unknown> | void): Promise<Result<unknown, StoreFailure>> {
    for (let last = false; ; last = true) {
      const database = await this.#connection.database();
      if (!database.ok) return database;
      const outcome = await transacted(database.value, place, mode, act);
      if (outcome.ok || outcome.failure.code !== "closed") return outcome;
      // It ended with its connection: a new one tells why, or does it.
      this.#connection.lose(database.value);
      if (last) return outcome;
    }
  }
}

function transacted(database: IDBDatabase, place: string, mode: "readonly" | "readwrite", act: (rows: IDBObjectStore) => IDBRequest<unknown> | void): Promise<Result<unknown, StoreFailure>> {
  return new Promise((resolve) => {
    const fail = async (error: unknown): Promise<void> => resolve(failed(await storeFailure(error)));
    try {
      const transaction = database.transaction(place, mode, { durability: place === CACHE ? "relaxed" : "strict" });
      const request = act(transaction.objectStore(place));
      transaction.oncomplete = () => resolve(ok(request?.result));
      transaction.onabort = () => void fail(transaction.error ?? request?.error ?? null);
    } catch (error) {
      void fail(error);
    }
  });
}
