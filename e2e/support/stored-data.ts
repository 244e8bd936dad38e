/** What a browser has stored: asked through the page, and read from the files of its profile. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { HiddenForms } from "./hidden-forms.ts";

/** One place where a browser stores things, and all that is in it, piece by piece: each byte of a byte array as one character. */
export interface StoredPlace {
  readonly place: string;
  readonly content: string;
}

/** Everything that this origin can read of itself. */
export function everythingStored(page: Page): Promise<readonly StoredPlace[]> {
  return page.evaluate(async () => {
    const asked = <Value>(request: IDBRequest<Value>): Promise<Value> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const pieces = (value: unknown): readonly string[] => {
      if (value instanceof ArrayBuffer) return pieces(new Uint8Array(value));
      if (ArrayBuffer.isView(value)) return [Array.from(new Uint8Array(value.buffer, value.byteOffset, value.byteLength), (byte) => String.fromCharCode(byte)).join("")];
      if (value instanceof CryptoKey) return [`CryptoKey, extractable: ${value.extractable}`];
      if (Array.isArray(value)) return value.every((inner) => typeof inner === "number") ? [value.join(",")] : value.flatMap(pieces);
      if (typeof value === "object" && value !== null) return Object.entries(value).flatMap(([key, inner]) => [key, ...pieces(inner)]);
      return [String(value)];
    };
    const found: StoredPlace[] = [
      { place: "localStorage", content: JSON.stringify({ ...localStorage }) },
      { place: "sessionStorage", content: JSON.stringify({ ...sessionStorage }) },
      { place: "cookies", content: document.cookie },
    ];
    for (const { name } of await indexedDB.databases()) {
      const database = await asked(indexedDB.open(name ?? ""));
      for (const store of database.objectStoreNames) {
        const rows = database.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([asked(rows.getAllKeys()), asked(rows.getAll())]);
        found.push({ place: `${(name ?? "").replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, "ID")}/${store}`, content: [name, ...pieces(keys), ...pieces(values)].join("\n") });
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) found.push({ place: `cache ${name}`, content: [request.url, await (await cache.match(request))?.text()].join("\n") });
    }
    return found;
  });
}

/**
 * How many bytes the conversations take that are kept for a start without a network. They are written behind what a person does:
 * a journey makes one long, and waits until it is there.
 */
export function keptBytes(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const name = (await indexedDB.databases()).map((found) => found.name ?? "").find((found) => found.startsWith("chancery-store-"));
    if (name === undefined) return 0;
    return new Promise<number>((resolve) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => {
        const rows = request.result.transaction("cache").objectStore("cache").getAll();
        rows.onsuccess = () => {
          request.result.close();
          resolve(rows.result.reduce((sum: number, row: { readonly sealed: Uint8Array }) => sum + row.sealed.byteLength, 0));
        };
      };
    });
  });
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return [];
    return found.isDirectory() ? filesUnder(path) : found.isFile() ? [path] : [];
  });
}

/** @returns each file under `folder` that has one of the secrets in it or in its name, and which. */
export function filesWith(folder: string, searched: HiddenForms): string[] {
  return filesUnder(folder).flatMap((path) => {
    const found = searched.in(Buffer.concat([readFileSync(path), Buffer.from(path)]));
    return found.length > 0 ? [`${path.slice(folder.length + 1)}: ${found.join(", ")}`] : [];
  });
}
