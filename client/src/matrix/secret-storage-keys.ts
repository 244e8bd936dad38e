/** The secret-storage keys that the SDK may use right now; empty except while a recovery key is at work. */
import type { CryptoCallbacks } from "matrix-js-sdk/lib/crypto-api/index.js";

export interface SecretStorageKeys {
  readonly callbacks: CryptoCallbacks;
  /** Lets the SDK use `key` for the secret-storage key `keyId` until `forget`. */
  lend(keyId: string, key: Uint8Array<ArrayBuffer>): void;
  /** Overwrites and drops every key. */
  forget(): void;
}

export function secretStorageKeys(): SecretStorageKeys {
  const keys = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    callbacks: {
      getSecretStorageKey: ({ keys: wanted }) => {
        for (const keyId of Object.keys(wanted)) {
          const key = keys.get(keyId);
          if (key !== undefined) return Promise.resolve([keyId, key]);
        }
        return Promise.resolve(null);
      },
      cacheSecretStorageKey: (keyId, _info, key) => void keys.set(keyId, new Uint8Array(key)),
    },
    lend: (keyId, key) => void keys.set(keyId, new Uint8Array(key)),
    forget() {
      for (const key of keys.values()) key.fill(0);
      keys.clear();
    },
  };
}
