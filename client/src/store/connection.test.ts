/** A disk without room, as Chromium 156 shows it: every connection of the site is closed, and none opens, with an error that does not say why. */
import { forceCloseDatabase, IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { LocalStore, SealedCollection } from "../domain/ports/local-store.ts";
import { openEncryptedStore } from "./encrypted-store.ts";

const KEY = new Uint8Array(32).fill(7);
const parseText = (stored: unknown): string | null => (typeof stored === "string" ? stored : null);

let factory: IDBFactory;
/** the site's connections */
let open: IDBDatabase[];
let fault: "none" | "full" | "failing";
const files = new Set<string>();

/** The browser's own file system, which does say when there is no room. */
const storage = {
  getDirectory: async () => ({
    getFileHandle: async (name: string) => ({
      createWritable: async () => ({
        async write() {
          files.add(name);
          if (fault === "full") throw new DOMException("", "QuotaExceededError");
        },
        close: async () => undefined,
      }),
    }),
    removeEntry: async (name: string) => void files.delete(name),
  }),
};

/** Opens nothing, as Chromium does when it cannot write. */
function refused(): IDBOpenDBRequest {
  const request = { error: new DOMException("Internal error opening backing store for indexedDB.open.", "UnknownError"), onerror: (): void => undefined };
  setTimeout(() => request.onerror());
  return request as unknown as IDBOpenDBRequest; // what of a request that fails is looked at
}

beforeEach(() => {
  [factory, open, fault] = [new IDBFactory(), [], "none"];
  const reallyOpen = factory.open.bind(factory);
  factory.open = (name, version) => {
    if (fault !== "none") return refused();
    const request = reallyOpen(name, version);
    request.addEventListener("success", () => open.push(request.result));
    return request;
  };
  vi.stubGlobal("navigator", { storage });
});
afterEach(() => vi.unstubAllGlobals());

function closedByBrowser(why: typeof fault): void {
  fault = why;
  for (const database of open.splice(0)) forceCloseDatabase(database as unknown as Parameters<typeof forceCloseDatabase>[0]); // its declaration asks for the class instead
}

async function newStore(): Promise<{ readonly store: LocalStore; readonly outbox: SealedCollection<string> }> {
  const opened = await openEncryptedStore(factory, "chancery", KEY);
  if (!opened.ok) throw new Error(opened.failure.code);
  return { store: opened.value, outbox: opened.value.collection("outbox", parseText) };
}

it("says full when the browser closed the store for want of room, keeps what there is, and takes more as soon as there is room", async () => {
  const { store, outbox } = await newStore();
  await outbox.put("a", "before");
  closedByBrowser("full");
  await vi.waitFor(() => expect(store.trouble.current()).toEqual({ code: "full" }));
  expect(await outbox.put("b", "during")).toEqual({ ok: false, failure: { code: "full" } });
  fault = "none";
  expect(await outbox.put("b", "after")).toEqual({ ok: true, value: undefined });
  expect(store.trouble.current()).toBeNull();
  expect(await outbox.all()).toEqual({ ok: true, value: { values: ["before", "after"], damaged: 0 } });
  expect(files.size).toBe(0);
});

it("says full, too, when it is opened on a disk without room", async () => {
  fault = "full";
  expect(await openEncryptedStore(factory, "chancery", KEY)).toEqual({ ok: false, failure: { code: "full" } });
});

it("does not call a disk that fails a full one", async () => {
  const { store } = await newStore();
  closedByBrowser("failing");
  await vi.waitFor(() => expect(store.trouble.current()).toEqual({ code: "unavailable" }));
});

it("carries on by itself when the connection alone was lost", async () => {
  const { store, outbox } = await newStore();
  await outbox.put("a", "before");
  closedByBrowser("none");
  expect(await outbox.get("a")).toEqual({ ok: true, value: "before" });
  expect(store.trouble.current()).toBeNull();
});

it("makes no empty store in the place of one that was cleared", async () => {
  const { store, outbox } = await newStore();
  await new Promise<void>((resolve) => {
    factory.deleteDatabase("chancery").onsuccess = () => resolve();
    closedByBrowser("none");
  });
  expect(await outbox.put("a", "lost")).toEqual({ ok: false, failure: { code: "closed" } });
  expect(store.trouble.current()).toEqual({ code: "closed" });
  expect(await factory.databases()).toEqual([]);
});

it("begins a new log whenever it is opened, and leaves nothing of that behind", async () => {
  const deleted = vi.spyOn(factory, "deleteDatabase");
  const { store, outbox } = await newStore();
  expect(deleted).toHaveBeenCalledTimes(1);
  closedByBrowser("none");
  expect(await outbox.put("a", "after")).toEqual({ ok: true, value: undefined });
  expect(deleted).toHaveBeenCalledTimes(2);
  expect((await factory.databases()).map(({ name }) => name)).toEqual(["chancery"]);
  store.close();
});

it("is not opened where there is no room for a new log: the next opening could find everything deleted", async () => {
  const { store } = await newStore();
  store.close();
  const reallyOpen = factory.open.bind(factory);
  factory.open = (name, version) => (name === "chancery" ? reallyOpen(name, version) : refused());
  vi.spyOn(storage, "getDirectory").mockRejectedValueOnce(new DOMException("", "QuotaExceededError"));
  expect(await openEncryptedStore(factory, "chancery", KEY)).toEqual({ ok: false, failure: { code: "full" } });
});

it("is not opened again once it was closed on purpose, and says nothing of it", async () => {
  const { store, outbox } = await newStore();
  store.close();
  closedByBrowser("full");
  expect(await outbox.put("a", "late")).toEqual({ ok: false, failure: { code: "closed" } });
  expect(open).toEqual([]);
});
