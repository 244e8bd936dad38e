/**
 * The keys of a device, got by opening what its browser has sealed, as only somebody can who has its unlocked profile: so that a test
 * knows what to look for, and that it is there, sealed. The form of the crypto store is matrix-rust-sdk's (crates
 * `matrix-sdk-indexeddb` and `matrix-sdk-store-encryption`).
 */
import type { Page } from "@playwright/test";
import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";

interface SealedRow {
  readonly place: string;
  readonly nonce: string;
  readonly ciphertext: string;
}

interface Sealed {
  /** the session record of the secret storage, opened with the browser's own key, which does not leave it */
  readonly session: string;
  readonly storeCipher: readonly number[];
  readonly rows: readonly SealedRow[];
}

function sealedIn(page: Page): Promise<Sealed> {
  return page.evaluate(async () => {
    const asked = <Value>(request: IDBRequest<Value>): Promise<Value> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const names = (await indexedDB.databases()).map(({ name }) => name ?? "");
    const withStores = async <Outcome>(name: string, use: (read: (store: string) => Promise<Map<IDBValidKey, unknown>>, stores: string[]) => Promise<Outcome>): Promise<Outcome> => {
      const database = await asked(indexedDB.open(name));
      const read = async (store: string) => {
        const rows = database.transaction(store).objectStore(store);
        const [keys, values]: [IDBValidKey[], unknown[]] = await Promise.all([asked(rows.getAllKeys()), asked(rows.getAll())]);
        return new Map(keys.map((key, index) => [key, values[index]]));
      };
      const outcome = await use(read, [...database.objectStoreNames]);
      database.close();
      return outcome;
    };
    const session = await withStores("chancery-secrets", async (read) => {
      const [key] = (await read("keys")).values();
      const row = (await read("sealed")).get("session") as { iv: BufferSource; sealed: BufferSource };
      const additionalData = new TextEncoder().encode("chancery secret 1\nsession");
      return new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv, additionalData }, key as CryptoKey, row.sealed));
    });
    const meta = names.find((name) => name.endsWith("::matrix-sdk-crypto-meta")) ?? "";
    const storeCipher = await withStores(meta, async (read) => (await read("matrix-sdk-crypto")).get("store_cipher") as number[]);
    const rows = await withStores(meta.replace(/-meta$/, ""), async (read, stores) => {
      const found: { place: string; nonce: string; ciphertext: string }[] = [];
      const look = (place: string, value: unknown): void => {
        if (typeof value !== "object" || value === null) return;
        if ("ciphertext" in value && "nonce" in value) found.push({ place, nonce: String(value.nonce), ciphertext: String(value.ciphertext) });
        else for (const inner of Object.values(value)) look(place, inner);
      };
      for (const store of stores) for (const [key, value] of await read(store)) look(store === "core" ? String(key) : store, value);
      return found;
    });
    return { session, storeCipher: [...storeCipher], rows };
  });
}

/** XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha): a key of its own for the first 16 bytes of the nonce, then ChaCha20-Poly1305. */
function openXChaCha(key: Buffer, nonce: Buffer, sealed: Buffer): Buffer {
  const start = Buffer.concat([Buffer.from("expand 32-byte k"), key, nonce.subarray(0, 16)]);
  const block = createCipheriv("chacha20", key, nonce.subarray(0, 16)).update(Buffer.alloc(64));
  const subkey = Buffer.alloc(32);
  // HChaCha20 is ChaCha20's block without the addition of its start: of these words it is taken away again.
  [0, 1, 2, 3, 12, 13, 14, 15].forEach((word, index) => subkey.writeUInt32LE((block.readUInt32LE(word * 4) - start.readUInt32LE(word * 4)) >>> 0, index * 4));
  const decipher = createDecipheriv("chacha20-poly1305", subkey, Buffer.concat([Buffer.alloc(4), nonce.subarray(16)]), { authTagLength: 16 });
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
}

/** @returns the bytes of an array that MessagePack wrote number by number (array 16, with uint 8 where a number needs it), after `name`. */
function packedBytes(packed: Buffer, name: string): Buffer {
  const written = Buffer.from([0xa0 | name.length, ...Buffer.from(name)]);
  let at = packed.indexOf(written) + written.length;
  if (packed[at] !== 0xdc) throw new Error(`${name} is not written as expected`);
  const length = packed.readUInt16BE(at + 1);
  at += 3;
  return Buffer.from(
    Array.from({ length }, () => {
      if (packed[at] === 0xcc) at += 1;
      return packed[at++] ?? 0;
    }),
  );
}

const derived = (key: Buffer, info: string): Buffer => Buffer.from(hkdfSync("sha256", key, Buffer.alloc(0), info, 32));

/** Every run of bytes in a JSON value that is as long as a key, named by where it is; numbers in its path are left out. */
function byteRuns(value: unknown, place: string, found: Map<string, Buffer[]>): void {
  if (Array.isArray(value) && value.length >= 32 && value.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256)) {
    found.set(place, [...(found.get(place) ?? []), Buffer.from(value as number[])]);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) byteRuns(inner, /^[a-zA-Z_]+$/.test(key) ? `${place}.${key}` : place, found);
  } else if (typeof value === "string" && /^[A-Za-z0-9+/]{43}=?$/.test(value)) {
    found.set(place, [...(found.get(place) ?? []), Buffer.from(value, "base64")]);
  }
}

/**
 * @returns by name, and all different: the keys of the two stores, the access token, and every run of bytes in the opened crypto
 *   store that is as long as a key: private keys of the device, of the identity and of the backup, ratchets of Olm and Megolm.
 */
export async function storedKeys(page: Page): Promise<Readonly<Record<string, string | Buffer>>> {
  const { session: text, storeCipher, rows } = await sealedIn(page);
  const session = JSON.parse(text) as Readonly<Record<"accessToken" | "cryptoStoreKey" | "localStoreKey", string>>;
  const [cryptoStoreKey, localStoreKey] = [Buffer.from(session.cryptoStoreKey, "base64"), Buffer.from(session.localStoreKey, "base64")];
  const packed = Buffer.from(storeCipher);
  const opener = derived(derived(cryptoStoreKey, "CRYPTOSTORE_CIPHER"), "matrix-sdk-store-encryption");
  const cipher = openXChaCha(opener, packedBytes(packed, "nonce"), packedBytes(packed, "ciphertext"));
  const found = new Map<string, Buffer[]>([["key inside the crypto store", [cipher.subarray(0, 32), cipher.subarray(32)]]]);
  for (const { place, nonce, ciphertext } of rows) {
    const opened = openXChaCha(cipher.subarray(0, 32), Buffer.from(nonce, "base64"), Buffer.from(ciphertext, "base64"));
    byteRuns(JSON.parse(opened.toString("utf8")), place, found);
  }
  const runs = [...found].flatMap(([name, all]) => all.map((run, index): [string, Buffer] => [all.length === 1 ? name : `${name} (${index + 1})`, run]));
  return { "the access token": session.accessToken, "the key of the crypto store": cryptoStoreKey, "the key of the local store": localStoreKey, ...Object.fromEntries(runs) };
}
