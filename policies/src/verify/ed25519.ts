/** Ed25519 without its loose ends: every verifier that follows RFC 8032 to the letter gives the same answer. */
import { Point, verifyAsync } from "@noble/ed25519";

/** Whether bytes are the canonical encoding of a point of the prime-order subgroup, the identity apart. */
const isOfPrimeOrder = (bytes: Uint8Array): boolean => {
  try {
    const point = Point.fromBytes(bytes, false);
    return !point.isSmallOrder() && point.isTorsionFree();
  } catch {
    return false; // not on the curve, or not its canonical encoding
  }
};

/** Whether a public key is usable at all: a low-order key "signs" anything. */
export const isUsableKey = isOfPrimeOrder;

/**
 * Whether a signature holds, strictly. noble multiplies by the cofactor; with key and signature point in the prime-order
 * subgroup that makes no difference to verifiers that do not (libsodium, OpenSSL).
 * @param signature 64 bytes
 * @param key 32 bytes
 */
export const signatureHolds = async (signature: Uint8Array, message: Uint8Array, key: Uint8Array): Promise<boolean> =>
  isOfPrimeOrder(key) &&
  isOfPrimeOrder(signature.subarray(0, 32)) &&
  (await verifyAsync(signature, message, key, { zip215: false }));
