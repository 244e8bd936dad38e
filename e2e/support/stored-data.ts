/** What a browser has stored: asked through the page, and read from the files of its profile. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";

/** One place where a browser stores things, and all that is in it. Byte arrays are written as Latin-1, so that words in them show. */
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
    const text = (value: unknown): unknown => {
      if (value instanceof ArrayBuffer) return text(new Uint8Array(value));
      if (ArrayBuffer.isView(value)) return Array.from(new Uint8Array(value.buffer, value.byteOffset, value.byteLength), (byte) => String.fromCharCode(byte)).join("");
      if (value instanceof CryptoKey) return `CryptoKey, extractable: ${value.extractable}`;
      if (Array.isArray(value)) return value.map(text);
      if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, text(inner)]));
      return value;
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
        found.push({ place: `${(name ?? "").replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, "ID")}/${store}`, content: JSON.stringify([name, keys.map(text), values.map(text)]) });
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) found.push({ place: `cache ${name}`, content: JSON.stringify([request.url, await (await cache.match(request))?.text()]) });
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

/** A secret as it may lie in a file: as bytes of UTF-8, of UTF-16, in Base64 at any of its three offsets, or in an address. */
function formsOf(secret: string): Buffer[] {
  const utf8 = Buffer.from(secret, "utf8");
  const base64 = [0, 1, 2].map((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), utf8]).toString("base64");
    // The characters that also depend on what surrounds the secret are left out.
    return Buffer.from(whole.slice(Math.ceil((offset * 8) / 6), -4));
  });
  return [utf8, Buffer.from(secret, "utf16le"), Buffer.from(encodeURIComponent(secret)), ...base64];
}

/** @returns each secret that `text` has, in any form. */
export function secretsIn(text: string | Buffer, secrets: Readonly<Record<string, string>>): string[] {
  const bytes = typeof text === "string" ? Buffer.from(text, "utf8") : text;
  const latin = typeof text === "string" ? Buffer.from(text, "latin1") : text;
  return Object.entries(secrets).flatMap(([what, secret]) => (formsOf(secret).some((form) => bytes.includes(form) || latin.includes(form)) ? [what] : []));
}

/** @returns each file under `folder` that has one of the secrets in it, and which. */
export function filesWith(folder: string, secrets: Readonly<Record<string, string>>): string[] {
  return filesUnder(folder).flatMap((path) => {
    const found = secretsIn(readFileSync(path), secrets);
    return found.length > 0 ? [`${path.slice(folder.length + 1)}: ${found.join(", ")}`] : [];
  });
}
