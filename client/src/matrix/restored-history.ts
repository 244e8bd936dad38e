/**
 * Messages whose key came out of the backup stay readable. Such a key says nothing reliable of the device that made it. The crypto
 * library knows that; it lets the key decrypt once, notes that the device is unknown, and from then on refuses every message of it
 * wherever only signed devices are trusted: a history that was restored could be read until the next start.
 */
import { MatrixEvent } from "matrix-js-sdk";
import type { CryptoBackend } from "matrix-js-sdk/lib/common-crypto/CryptoBackend.js";
import { AllDevicesIsolationMode, DecryptionFailureCode, EventShieldReason, OnlySignedDevicesIsolationMode, type CryptoApi, type EventEncryptionInfo } from "matrix-js-sdk/lib/crypto-api/index.js";
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
  const judge = crypto.getEncryptionInfoForEvent.bind(crypto);
  crypto.getEncryptionInfoForEvent = async (event) => backup.justSaidOf(event) ?? judge(event);
  backend.decryptEvent = async (event) => {
    // Only the order differs: its origin is asked for with each message, and where that is not the backup the floor decides. What the
    // library says of a key from the backup it says of no key that the floor would refuse for another reason.
    const guessed = backup.mayBeOriginOf(event);
    const first = guessed ? await restored(event).catch(() => null) : null;
    if (first !== null) return first;
    try {
      const decrypted = await decrypt(event);
      backup.note(event, false);
      return decrypted;
    } catch (error) {
      const decrypted = !guessed && refusedAsUnknown(error) ? await restored(event) : null;
      if (decrypted === null) throw error;
      return decrypted;
    }
  };
}

/** Which messages have a key out of the backup: the library tells that key from all others by one shield. */
class BackupOrigin {
  readonly #judge: CryptoApi["getEncryptionInfoForEvent"];
  /** being asked at this moment, by all that the answer depends on */
  readonly #asked = new Map<string, Promise<EventEncryptionInfo | null>>();
  /** by the ID of the session, what was found out last */
  readonly #found = new Map<unknown, boolean>();
  #foundLast = false;
  /** what the library said of messages in this very task */
  readonly #said = new Map<MatrixEvent, EventEncryptionInfo>();

  constructor(crypto: CryptoApi) {
    this.#judge = crypto.getEncryptionInfoForEvent.bind(crypto);
  }

  /** Whether an earlier message of the same session had; where there is none, the last message of all: a history comes out of the backup as a whole. */
  mayBeOriginOf(event: MatrixEvent): boolean {
    return this.#found.get(event.getWireContent()["session_id"]) ?? this.#foundLast;
  }

  /** What was found out about a message. */
  note(event: MatrixEvent, isOrigin: boolean): void {
    this.#found.set(event.getWireContent()["session_id"], isOrigin);
    this.#foundLast = isOrigin;
  }

  /** Whoever decrypts a message mostly asks the same of it next. @returns null when some time has passed since then: a device or an identity may be another one by now. */
  justSaidOf(event: MatrixEvent): EventEncryptionInfo | null {
    return this.#said.get(event) ?? null;
  }

  /** Messages of one session that are decrypted side by side are asked about together. */
  async isOriginOf(event: MatrixEvent, decrypted: Decrypted): Promise<boolean> {
    const source = sourceOfKey(event);
    const asking = this.#asked.get(source) ?? this.#ask(event, decrypted).finally(() => this.#asked.delete(source));
    this.#asked.set(source, asking);
    const info = await asking;
    const isOrigin = info?.shieldReason === EventShieldReason.AUTHENTICITY_NOT_GUARANTEED;
    this.note(event, isOrigin);
    if (!isOrigin) return false;
    this.#said.set(event, info);
    setTimeout(() => this.#said.delete(event), 0);
    return true;
  }

  /** The library judges events that count as decrypted, so it is shown a copy. */
  async #ask(event: MatrixEvent, decrypted: Decrypted): Promise<EventEncryptionInfo | null> {
    const copy = new MatrixEvent(event.event);
    await copy.attemptDecryption({ decryptEvent: async () => decrypted } as unknown as CryptoBackend); // the one method that is called
    return this.#judge(copy);
  }
}
