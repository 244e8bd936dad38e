import type { Result } from "../result.ts";

/** The platform's keeper of secrets: safeStorage behind the bridge, or a non-extractable WebCrypto key in the browser. */
export interface SecretStorage {
  /** @returns the bytes, or null when nothing was ever sealed under `name`. */
  open(name: string): Promise<Result<Uint8Array | null, { readonly code: "keyring_locked" | "damaged" }>>;
  seal(name: string, secret: Uint8Array): Promise<Result<void, { readonly code: "keyring_locked" | "storage_full" }>>;
  /** Removes everything sealed, and the key that sealed it. */
  removeAll(): Promise<void>;
}
