import { IDBFactory, IDBObjectStore } from "fake-indexeddb";
import { describe, expect, it } from "vitest";
import { isRecord } from "../domain/json-shape.ts";
import type { LocalStore } from "../domain/ports/local-store.ts";
import { BY_COLLECTION, CACHE, RECORDS, SCHEMA_VERSION } from "./database.ts";
import { deleteEncryptedStore, openEncryptedStore } from "./encrypted-store.ts";

const KEY = new Uint8Array(32).fill(7);
const SECRETS = ["!coordination:etat.example", "Réunion à 14 h, salle Pasteur", "@camille.laurent-interieur:etat.example", "outbox", "drafts"];

interface Note {
  readonly room: string;
  readonly body: string;
}
const parseNote = (stored: unknown): Note | null =>
  isRecord(stored) && typeof stored["room"] === "string" && typeof stored["body"] === "string"
    ? { room: stored["room"], body: stored["body"] }
    : null;
const NOTE: Note = { room: SECRETS[0]!, body: `${SECRETS[1]} ${SECRETS[2]}` };

async function open(factory: IDBFactory, key = KEY): Promise<LocalStore> {
  const store = await openEncryptedStore(factory, "chancery", key);
  if (!store.ok) throw new Error(store.failure.code);
  return store.value;
}

/** Every row as it lies on the disk. */
async function dump(factory: IDBFactory, place = RECORDS): Promise<{ name: string; collection: string; sealed: Uint8Array }[]> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = factory.open("chancery");
    request.onsuccess = () => resolve(request.result);
  });
  const rows = await new Promise<{ name: string; collection: string; sealed: Uint8Array }[]>((resolve) => {
    const request = database.transaction(place).objectStore(place).getAll();
    request.onsuccess = () => resolve(request.result);
  });
  database.close();
  return rows;
}

/** Changes rows behind the store's back, as somebody with the disk in hand could. */
async function tamper(factory: IDBFactory, change: (records: IDBObjectStore) => void): Promise<void> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = factory.open("chancery");
    request.onsuccess = () => resolve(request.result);
  });
  await new Promise<void>((resolve) => {
    const transaction = database.transaction(RECORDS, "readwrite");
    change(transaction.objectStore(RECORDS));
    transaction.oncomplete = () => resolve();
  });
  database.close();
}

describe("the encrypted store", () => {
  it("gives back what was put, also after the application was restarted", async () => {
    const factory = new IDBFactory();
    const store = await open(factory);
    await store.collection("outbox", parseNote).put("m1", NOTE);
    store.close();
    const again = (await open(factory)).collection("outbox", parseNote);
    expect(await again.get("m1")).toEqual({ ok: true, value: NOTE });
    expect(await again.get("m2")).toEqual({ ok: true, value: null });
    expect(await again.all()).toEqual({ ok: true, value: { values: [NOTE], damaged: 0 } });
    await again.remove("m1");
    expect(await again.get("m1")).toEqual({ ok: true, value: null });
  });

  it("seals what an address says, another way each time, and opens only its own", async () => {
    const { addresses } = await open(new IDBFactory());
    const [first, second] = [await addresses.seal("#/room/!é+/="), await addresses.seal("#/room/!é+/=")];
    expect(first).toMatch(/^[\w-]+$/);
    expect(first).not.toBe(second);
    expect(await addresses.open(first)).toBe("#/room/!é+/=");
    for (const other of ["", "x", "!", `${first}A`, first.slice(0, -2)]) expect(await addresses.open(other), other).toBeNull();
    const { addresses: others } = await open(new IDBFactory(), new Uint8Array(32).fill(8));
    expect(await others.open(first)).toBeNull();
  });

  it("opens no record in the place of an address", async () => {
    const factory = new IDBFactory();
    const store = await open(factory);
    await store.collection("outbox", parseNote).put("m1", NOTE);
    const [row] = await dump(factory);
    expect(await store.addresses.open(Buffer.from(row!.sealed).toString("base64url"))).toBeNull();
  });

  it("lets nobody who dumps the disk read a name, a body or a room ID", async () => {
    const factory = new IDBFactory();
    const store = await open(factory);
    await store.collection("outbox", parseNote).put(SECRETS[0]!, NOTE);
    await store.collection("drafts", parseNote).put(SECRETS[2]!, NOTE);
    const rows = await dump(factory);
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      expect(Object.keys(row).sort()).toEqual(["collection", "name", "sealed"]);
      const lying = `${row.name}\n${row.collection}\n${Buffer.from(row.sealed).toString("latin1")}\n${Buffer.from(row.sealed).toString("utf8")}`;
      for (const secret of SECRETS) expect(lying).not.toContain(secret);
    }
  });

  it("keeps collections apart although they use the same ids", async () => {
    const store = await open(new IDBFactory());
    await store.collection("outbox", parseNote).put("same", NOTE);
    expect(await store.collection("drafts", parseNote).get("same")).toEqual({ ok: true, value: null });
  });

  it("says damaged for another key, a flipped bit, a swapped record and an unexpected form", async () => {
    const factory = new IDBFactory();
    const store = await open(factory);
    const notes = store.collection("outbox", parseNote);
    await notes.put("a", NOTE);
    await notes.put("b", { ...NOTE, body: "another" });
    expect(await store.collection("outbox", () => null).get("a")).toEqual({ ok: false, failure: { code: "damaged" } });
    store.close();

    const stranger = await open(factory, new Uint8Array(32).fill(8));
    expect(await stranger.collection("outbox", parseNote).get("a")).toEqual({ ok: true, value: null });
    stranger.close();

    const [first, second] = await dump(factory);
    await tamper(factory, (records) => {
      records.put({ ...first!, sealed: second!.sealed });
      records.put({ ...second!, sealed: second!.sealed.map((byte, index) => (index === 20 ? byte ^ 1 : byte)) });
    });
    const again = (await open(factory)).collection("outbox", parseNote);
    expect(await again.get("a")).toEqual({ ok: false, failure: { code: "damaged" } });
    expect(await again.get("b")).toEqual({ ok: false, failure: { code: "damaged" } });
    expect(await again.all()).toEqual({ ok: true, value: { values: [], damaged: 2 } });
  });

  it("says full when the disk is full, and closed after it was closed", async () => {
    const factory = new IDBFactory();
    const store = await open(factory);
    const notes = store.collection("outbox", parseNote);
    store.close();
    expect(await notes.put("a", NOTE)).toEqual({ ok: false, failure: { code: "closed" } });

    const full = await open(factory);
    const original = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("no room", "QuotaExceededError");
    };
    expect(await full.collection("outbox", parseNote).put("a", NOTE)).toEqual({ ok: false, failure: { code: "full" } });
    IDBObjectStore.prototype.put = original;
  });

  it("gives up what can be fetched again when the disk is full, so that a message is still kept", async () => {
    const factory = new IDBFactory();
    const store = await open(factory);
    await store.collection("recent", parseNote).put("room", NOTE);
    await store.collection("drafts", parseNote).put("room", NOTE);
    const original = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function put(this: IDBObjectStore, ...row) {
      if (!cleared) throw new DOMException("no room", "QuotaExceededError");
      return original.apply(this, row);
    };
    const clear = IDBObjectStore.prototype.clear;
    let cleared = false;
    IDBObjectStore.prototype.clear = function clearing(this: IDBObjectStore) {
      cleared = true;
      return clear.apply(this);
    };
    try {
      // What can be fetched again makes no room for itself.
      expect(await store.collection("summaries", parseNote).put("a", NOTE)).toEqual({ ok: false, failure: { code: "full" } });
      expect(store.trouble.current()).toBeNull();
      expect(await store.collection("outbox", parseNote).put("a", NOTE)).toEqual({ ok: true, value: undefined });
    } finally {
      IDBObjectStore.prototype.put = original;
      IDBObjectStore.prototype.clear = clear;
    }
    expect(await dump(factory, CACHE)).toEqual([]);
    expect(await dump(factory)).toHaveLength(2);
  });

  it("tells that it is full until a write succeeds again, and that it is gone when somebody deletes it", async () => {
    const factory = new IDBFactory();
    const store = await open(factory);
    const notes = store.collection("outbox", parseNote);
    const original = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("no room", "QuotaExceededError");
    };
    await notes.put("a", NOTE);
    IDBObjectStore.prototype.put = original;
    expect(store.trouble.current()).toEqual({ code: "full" });
    await notes.put("a", NOTE);
    expect(store.trouble.current()).toBeNull();
    expect(await deleteEncryptedStore(factory, "chancery")).toEqual({ ok: true, value: undefined });
    expect(store.trouble.current()).toEqual({ code: "closed" });
    expect(await notes.put("a", NOTE)).toEqual({ ok: false, failure: { code: "closed" } });
    expect(store.trouble.current()).toEqual({ code: "closed" });
  });

  it("brings a store of the first layout up to date without losing a record", async () => {
    const factory = new IDBFactory();
    const store = await open(factory);
    await store.collection("outbox", parseNote).put("m1", NOTE);
    store.close();
    const rows = await dump(factory);
    await deleteEncryptedStore(factory, "chancery");
    // As version 1 made it.
    await new Promise<void>((resolve) => {
      const request = factory.open("chancery", 1);
      request.onupgradeneeded = () => {
        const records = request.result.createObjectStore("records", { keyPath: "name" });
        records.createIndex(BY_COLLECTION, "collection");
        for (const row of rows) records.put(row);
      };
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
    });
    const migrated = await open(factory);
    expect(await migrated.collection("outbox", parseNote).get("m1")).toEqual({ ok: true, value: NOTE });
    expect(await migrated.collection("recent", parseNote).put("room", NOTE)).toEqual({ ok: true, value: undefined });
  });

  it("writes several records at once, and removes the damaged ones among others when asked to", async () => {
    const factory = new IDBFactory();
    const store = await open(factory);
    const notes = store.collection("outbox", parseNote);
    await notes.putAll(new Map([["a", NOTE], ["b", NOTE]]));
    await store.collection("drafts", parseNote).put("a", NOTE);
    const [first] = await dump(factory);
    await tamper(factory, (records) => void records.put({ ...first!, sealed: first!.sealed.map((byte) => byte ^ 1) }));
    const kinds = ["outbox", "drafts"] as const;
    const damaged = async () => Promise.all(kinds.map(async (kind) => store.collection(kind, parseNote).all()));
    const before = await damaged();
    expect(before.map((all) => all.ok && all.value.damaged).sort()).toEqual([0, 1]);
    for (const kind of kinds) await store.collection(kind, parseNote).removeDamaged();
    expect((await damaged()).map((all) => all.ok && all.value.damaged)).toEqual([0, 0]);
    expect(await dump(factory)).toHaveLength(2);
  });

  it("refuses a store written by a newer version, and a key of the wrong length", async () => {
    const factory = new IDBFactory();
    await new Promise<void>((resolve) => {
      const request = factory.open("chancery", SCHEMA_VERSION + 1);
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
    });
    expect(await openEncryptedStore(factory, "chancery", KEY)).toEqual({ ok: false, failure: { code: "too_new" } });
    await expect(open(new IDBFactory(), new Uint8Array(16))).rejects.toThrow(RangeError);
  });

  it("leaves nothing behind once it is deleted", async () => {
    const factory = new IDBFactory();
    const store = await open(factory);
    await store.collection("outbox", parseNote).put("a", NOTE);
    store.close();
    expect(await deleteEncryptedStore(factory, "chancery")).toEqual({ ok: true, value: undefined });
    expect(await factory.databases()).toEqual([]);
  });
});
