/**
 * Messages whose key came out of the backup stay readable. Such a key says nothing reliable of the device that made it. The crypto
 * library knows that; it lets the key decrypt once, notes that the device is unknown, and from then on refuses every message of it
 * wherever only signed devices are trusted: a history that was restored could be read until the next start.
 */
import { MatrixEvent } from "matrix-js-sdk";
import type { CryptoBackend } from "matrix-js-sdk/lib/common-crypto/CryptoBackend.js";
import { AllDevicesIsolationMode, DecryptionFailureCode, EventShieldReason, OnlySignedDevicesIsolationMode, type CryptoApi } from "matrix-js-sdk/lib/crypto-api/index.js";

type Decrypted = Awaited<ReturnType<CryptoBackend["decryptEvent"]>>;

/** The floor: a device that its owner has not signed gets no keys, and nothing from one is shown as good (MSC4153). */
const FLOOR = new OnlySignedDevicesIsolationMode();

const refusedAsUnknown = (error: unknown): boolean => error instanceof Error && Reflect.get(error, "code") === DecryptionFailureCode.UNKNOWN_SENDER_DEVICE;

/** Puts the floor in force for `crypto`, for all but what was restored from the backup. */
export function trustSignedDevicesAlone(crypto: CryptoApi): void {
  // The client hands out its crypto as CryptoApi; the SDK decrypts through the same object.
  const backend = crypto as CryptoBackend;
  const decrypt = backend.decryptEvent.bind(backend);
  crypto.setDeviceIsolationMode(FLOOR);
  backend.decryptEvent = async (event) => {
    try {
      return await decrypt(event);
    } catch (error) {
      if (!refusedAsUnknown(error)) throw error;
      // The library reads the mode when it is called, so that nothing else ever meets another one than the floor.
      crypto.setDeviceIsolationMode(new AllDevicesIsolationMode(false));
      const decrypting = decrypt(event);
      crypto.setDeviceIsolationMode(FLOOR);
      const decrypted = await decrypting;
      if (await cameFromBackup(crypto, event, decrypted)) return decrypted;
      throw error;
    }
  };
}

/** The library tells a key from the backup, and no other, by this shield. It judges events that count as decrypted, so it is shown a copy. */
async function cameFromBackup(crypto: CryptoApi, event: MatrixEvent, decrypted: Decrypted): Promise<boolean> {
  const copy = new MatrixEvent(event.event);
  await copy.attemptDecryption({ decryptEvent: async () => decrypted } as unknown as CryptoBackend); // the one method that is called
  return (await crypto.getEncryptionInfoForEvent(copy))?.shieldReason === EventShieldReason.AUTHENTICITY_NOT_GUARANTEED;
}
