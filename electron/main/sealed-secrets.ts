/** Secrets under the operating system's keyring. There is no mode that stores them in the clear. */

/** What `safeStorage` gives us. */
export interface Keyring {
  isAvailable(): boolean;
  /** on Linux `basic_text` means: no keyring, a fixed password; that counts as locked */
  backend(): string;
  encrypt(secret: string): Uint8Array;
  /** @throws when the bytes were not sealed by this keyring */
  decrypt(sealed: Uint8Array): string;
}

/** A folder that only the person owns. */
export interface SecretFiles {
  read(name: string): Uint8Array | null;
  /** Writes atomically, readable by the owner alone. */
  write(name: string, bytes: Uint8Array): "written" | "storage_full";
  removeAll(): void;
}

type Opened = { readonly ok: true; readonly secret: Uint8Array | null } | { readonly ok: false; readonly code: "keyring_locked" | "damaged" };
type Sealed = { readonly ok: true } | { readonly ok: false; readonly code: "keyring_locked" | "storage_full" };

/** Names come from the page: letters, digits and dashes, so that none is ever a path. */
const NAME = /^[a-z0-9-]{1,64}$/;

export class SealedSecrets {
  readonly #keyring: Keyring;
  readonly #files: SecretFiles;

  constructor(keyring: Keyring, files: SecretFiles) {
    this.#keyring = keyring;
    this.#files = files;
  }

  open(name: unknown): Opened {
    if (typeof name !== "string" || !NAME.test(name)) return { ok: false, code: "damaged" };
    if (!this.#usable()) return { ok: false, code: "keyring_locked" };
    const sealed = this.#files.read(name);
    if (sealed === null) return { ok: true, secret: null };
    try {
      return { ok: true, secret: new Uint8Array(Buffer.from(this.#keyring.decrypt(sealed), "base64")) };
    } catch {
      return { ok: false, code: "damaged" };
    }
  }

  seal(name: unknown, secret: unknown): Sealed {
    if (typeof name !== "string" || !NAME.test(name) || !(secret instanceof Uint8Array)) return { ok: false, code: "keyring_locked" };
    if (!this.#usable()) return { ok: false, code: "keyring_locked" };
    const sealed = this.#keyring.encrypt(Buffer.from(secret).toString("base64"));
    return this.#files.write(name, sealed) === "written" ? { ok: true } : { ok: false, code: "storage_full" };
  }

  removeAll(): void {
    this.#files.removeAll();
  }

  #usable(): boolean {
    return this.#keyring.isAvailable() && this.#keyring.backend() !== "basic_text";
  }
}
