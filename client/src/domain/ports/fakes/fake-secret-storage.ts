import { failed, ok } from "../../result.ts";
import type { SecretStorage } from "../secret-storage.ts";

export interface FakeSecretStorage extends SecretStorage {
  /** what lies sealed, by name */
  readonly sealed: Map<string, Uint8Array>;
  /** true: the keyring of the platform cannot be opened now */
  locked: boolean;
}

/** Keeps copies in memory, so that nobody changes a sealed secret from outside. */
export function fakeSecretStorage(): FakeSecretStorage {
  const sealed = new Map<string, Uint8Array>();
  return {
    sealed,
    locked: false,
    async open(name) {
      return this.locked ? failed({ code: "keyring_locked" }) : ok(sealed.get(name)?.slice() ?? null);
    },
    async seal(name, secret) {
      if (this.locked) return failed({ code: "keyring_locked" });
      sealed.set(name, secret.slice());
      return ok(undefined);
    },
    async removeAll() {
      sealed.clear();
    },
  };
}
