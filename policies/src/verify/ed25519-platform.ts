/** Ed25519 by WebCrypto (WICG Secure Curves: the equation without cofactor), where the platform has it and is as strict as the library. */
import { bytesOfBase64, bytesOfText } from "./bytes.ts";

/** @param signature 64 bytes @param key 32 bytes, of a usable key */
export type VerifySignature = (signature: Uint8Array, message: Uint8Array, key: Uint8Array) => Promise<boolean>;

const byPlatform: VerifySignature = async (signature, message, key) => {
  const imported = await crypto.subtle.importKey("raw", new Uint8Array(key), "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", imported, new Uint8Array(signature), new Uint8Array(message));
};

/** One key and one text. Of three signatures the first holds; over the second verifiers disagree; the third is another form of the first. */
const KNOWN_TEXT = "chancery";
const KNOWN_KEY = "nTas8ytn/s3NbWnR6vAkrLYr+RuboQZ6VL+idtSXN3c=";
const KNOWN_ANSWERS: readonly (readonly [signature: string, holds: boolean])[] = [
  ["IdTnWkd/vBK2S44PdYL2urPOeR+ZlS355kyKHEgZvyjSbBHLO5W/4SqVMd8MoN+rYtx/nYOVrTSaocll3wMHCw==", true],
  ["2TaLtQTFCsGzhrwdMh7I0muqmuwaPoCJ4xrGbwPi05lUCI6P4NWCgAwB9MKTAKk23fluOG9y9OEytW21pG51AQ==", false],
  ["IdTnWkd/vBK2S44PdYL2urPOeR+ZlS355kyKHEgZvyi/QAcoVvjROQEyKYLrmb7AYtx/nYOVrTSaocll3wMHGw==", false],
];

const bytes = (base64: string): Uint8Array => bytesOfBase64(base64) ?? new Uint8Array();

async function answersRightly(verify: VerifySignature): Promise<boolean> {
  const answers = await Promise.all(KNOWN_ANSWERS.map(([signature]) => verify(bytes(signature), bytesOfText(KNOWN_TEXT), bytes(KNOWN_KEY))));
  return KNOWN_ANSWERS.every(([, holds], index) => answers[index] === holds);
}

/**
 * @param verify what the platform does
 * @returns it; null when it cannot do so, or gives another answer than the library to any of three known signatures
 */
export async function platformVerifier(verify: VerifySignature = byPlatform): Promise<VerifySignature | null> {
  try {
    return (await answersRightly(verify)) ? verify : null;
  } catch {
    return null; // it does not know the algorithm
  }
}
