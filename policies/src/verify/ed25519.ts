/** Ed25519 without its loose ends: every verifier that follows RFC 8032 to the letter gives the same answer. */
import { Point, verifyAsync } from "@noble/ed25519";
import { platformVerifier, type VerifySignature } from "./ed25519-platform.ts";
import { base64OfBytes } from "./bytes.ts";

/** So many keys are remembered: a few roots' worth. */
const MOST_REMEMBERED = 100;
const remembered = new Map<string, boolean>();

const isOfPrimeOrder = (bytes: Uint8Array): boolean => {
  try {
    const point = Point.fromBytes(bytes, false);
    return !point.isSmallOrder() && point.isTorsionFree();
  } catch {
    return false; // not on the curve, or not its canonical encoding
  }
};

/**
 * Whether a public key is usable at all: the canonical encoding of a point of the prime-order subgroup, the identity apart. A low-order
 * key "signs" anything. The answer depends on the bytes alone, and takes as long as a signature: it is given once for each key.
 */
export const isUsableKey = (key: Uint8Array): boolean => {
  const name = base64OfBytes(key);
  const usable = remembered.get(name) ?? isOfPrimeOrder(key);
  if (remembered.size < MOST_REMEMBERED) remembered.set(name, usable);
  return usable;
};

/** Whether bytes are the canonical encoding of a point that is not of small order. */
const isSignaturePoint = (bytes: Uint8Array): boolean => {
  try {
    return !Point.fromBytes(bytes, false).isSmallOrder();
  } catch {
    return false;
  }
};

/**
 * noble multiplies by the cofactor; with the signature's point in the prime-order subgroup that makes no difference to verifiers that do not
 * (libsodium, OpenSSL, browsers).
 */
export const libraryVerifier: VerifySignature = async (signature, message, key) =>
  isOfPrimeOrder(signature.subarray(0, 32)) &&
  (await verifyAsync(signature, message, key, { zip215: false }));

let verifier: Promise<VerifySignature> | null = null;

/**
 * Whether a signature holds, strictly: by the platform, which is faster and does it beside everything else, where it has Ed25519 and is
 * as strict; else by the library. Both give the same answer to everything.
 * @param signature 64 bytes
 * @param key 32 bytes
 */
export const signatureHolds: VerifySignature = async (signature, message, key) => {
  if (!isUsableKey(key) || signature.length !== 64 || !isSignaturePoint(signature.subarray(0, 32))) return false;
  verifier ??= platformVerifier().then((platform) => platform ?? libraryVerifier);
  return (await verifier)(signature, message, key);
};
