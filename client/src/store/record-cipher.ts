/**
 * How one record is hidden: its name by an HMAC, its value by AES-GCM. Both keys follow from the store key (HKDF-SHA-256),
 * and the name is authenticated with the value, so that no record can be put in the place of another.
 */
import { failed, ok, type Result } from "../domain/result.ts";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
export const STORE_KEY_BYTES = 32;

export interface RecordCipher {
  /** @returns 64 hex digits that tell nothing about `name` to whoever lacks the key. */
  hide(name: string): Promise<string>;
  /** @returns nonce and ciphertext of `value`, bound to `hiddenName`. */
  seal(hiddenName: string, value: string): Promise<Uint8Array<ArrayBuffer>>;
  /** @returns what was sealed under `hiddenName`, or `damaged`. */
  open(hiddenName: string, sealed: Uint8Array<ArrayBuffer>): Promise<Result<string, { readonly code: "damaged" }>>;
}

/**
 * @param storeKey - 32 bytes from the platform's secret storage; copied into WebCrypto, not kept.
 * @throws RangeError when `storeKey` has another length: that is a bug of the caller.
 */
export async function recordCipher(storeKey: Uint8Array): Promise<RecordCipher> {
  if (storeKey.length !== STORE_KEY_BYTES) throw new RangeError(`a store key has ${STORE_KEY_BYTES} bytes`);
  const master = await crypto.subtle.importKey("raw", new Uint8Array(storeKey), "HKDF", false, ["deriveKey"]);
  const derivation = (purpose: string) => ({
    name: "HKDF",
    hash: "SHA-256",
    salt: new Uint8Array(0),
    info: new TextEncoder().encode(`chancery store 1 ${purpose}`),
  });
  const nameKey = await crypto.subtle.deriveKey(derivation("names"), master, { name: "HMAC", hash: "SHA-256", length: 256 }, false, ["sign"]);
  const valueKey = await crypto.subtle.deriveKey(derivation("values"), master, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const parameters = (nonce: Uint8Array<ArrayBuffer>, hiddenName: string) => ({
    name: "AES-GCM",
    iv: nonce,
    additionalData: new TextEncoder().encode(hiddenName),
  });
  return {
    async hide(name) {
      const mac = new Uint8Array(await crypto.subtle.sign("HMAC", nameKey, new TextEncoder().encode(name)));
      return Array.from(mac, (byte) => byte.toString(16).padStart(2, "0")).join("");
    },
    async seal(hiddenName, value) {
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const ciphertext = await crypto.subtle.encrypt(parameters(nonce, hiddenName), valueKey, new TextEncoder().encode(value));
      const sealed = new Uint8Array(NONCE_BYTES + ciphertext.byteLength);
      sealed.set(nonce);
      sealed.set(new Uint8Array(ciphertext), NONCE_BYTES);
      return sealed;
    },
    async open(hiddenName, sealed) {
      if (sealed.length < NONCE_BYTES + TAG_BYTES) return failed({ code: "damaged" });
      try {
        const plain = await crypto.subtle.decrypt(
          parameters(sealed.slice(0, NONCE_BYTES), hiddenName),
          valueKey,
          sealed.slice(NONCE_BYTES),
        );
        return ok(new TextDecoder("utf-8", { fatal: true }).decode(plain));
      } catch {
        // WebCrypto's OperationError says no more than that the tag does not match.
        return failed({ code: "damaged" });
      }
    },
  };
}
