/**
 * Messages whose key came out of the backup stay readable. Such a key says nothing reliable of the device that made it. The crypto
 * library knows that; it lets the key decrypt once, notes that the device is unknown, and from then on refuses every message of it
 * wherever only signed devices are trusted: a history that was restored could be read until the next start.
 */
import { MatrixEvent } from "matrix-js-sdk";
import type { CryptoBackend } from "matrix-js-sdk/lib/common-crypto/CryptoBackend.js";
import { AllDevicesIsolationMode, DecryptionFailureCode, EventShieldReason, OnlySignedDevicesIsolationMode, type CryptoApi } from "matrix-js-sdk/lib/crypto-api/index.js";
import { sourceOfKey } from "./source-of-key.ts";

type Decrypted = Awaited<ReturnType<CryptoBackend["decryptEvent"]>>;

/** The floor: a device that its owner has not signed gets no keys, and nothing from one is shown as good (MSC4153). */
const FLOOR = new OnlySignedDevicesIsolationMode();

const refusedAsUnknown = (error: unknown): boolean => error instanceof Error && Reflect.get(error, "code") === DecryptionFailureCode.UNKNOWN_SENDER_DEVICE;

/** Puts the floor in force for `crypto`, for all but what was restored from the backup. */
export function trustSignedDevicesAlone(crypto: CryptoApi): void {
  // The client hands out its crypto as CryptoApi; the SDK decrypts through the same object.
  const backend = crypto as CryptoBackend;
  const decrypt = backend.decryptEvent.bind(backend);
  const backup = new BackupOrigin(crypto);
  crypto.setDeviceIsolationMode(FLOOR);
  /** @returns null when it did not come from the backup. */
  const restored = async (event: MatrixEvent): Promise<Decrypted | null> => {
    // The library reads the mode when it is called, so that nothing else ever meets another one than the floor.
    crypto.setDeviceIsolationMode(new AllDevicesIsolationMode(false));
    const decrypting = decrypt(event);
    crypto.setDeviceIsolationMode(FLOOR);
    const decrypted = await decrypting;
    return (await backup.isOriginOf(event, decrypted)) ? decrypted : null;
  };
  backend.decryptEvent = async (event) => {
    // Only the order: that its key came out of the backup is asked for each message, and where it did not, the floor decides.
    const first = backup.wasOriginOf(event) ? await restored(event).catch(() => null) : null;
    if (first !== null) return first;
    try {
      return await decrypt(event);
    } catch (error) {
      if (!refusedAsUnknown(error)) throw error;
      const decrypted = await restored(event);
      if (decrypted !== null) return decrypted;
      throw error;
    }
  };
}

/** Which messages have a key out of the backup: the library tells that key from all others by one shield. */
class BackupOrigin {
  readonly #crypto: CryptoApi;
  /** being asked at this moment, by all that the answer depends on */
  readonly #asked = new Map<string, Promise<boolean>>();
  /** IDs of sessions */
  readonly #known = new Set<unknown>();

  constructor(crypto: CryptoApi) {
    this.#crypto = crypto;
  }

  /** Whether an earlier message of the same session had. */
  wasOriginOf(event: MatrixEvent): boolean {
    return this.#known.has(event.getWireContent()["session_id"]);
  }

  /** Messages of one session that are decrypted side by side are asked about together. */
  async isOriginOf(event: MatrixEvent, decrypted: Decrypted): Promise<boolean> {
    const source = sourceOfKey(event);
    const asking = this.#asked.get(source) ?? this.#ask(event, decrypted).finally(() => this.#asked.delete(source));
    this.#asked.set(source, asking);
    const isOrigin = await asking;
    if (isOrigin) this.#known.add(event.getWireContent()["session_id"]);
    else this.#known.delete(event.getWireContent()["session_id"]);
    return isOrigin;
  }

  /** The library judges events that count as decrypted, so it is shown a copy. */
  async #ask(event: MatrixEvent, decrypted: Decrypted): Promise<boolean> {
    const copy = new MatrixEvent(event.event);
    await copy.attemptDecryption({ decryptEvent: async () => decrypted } as unknown as CryptoBackend); // the one method that is called
    return (await this.#crypto.getEncryptionInfoForEvent(copy))?.shieldReason === EventShieldReason.AUTHENTICITY_NOT_GUARANTEED;
  }
}
