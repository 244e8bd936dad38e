/** Armoured SSH signatures (OpenSSH `PROTOCOL.sshsig`), as `ssh-keygen -Y sign` writes them. */
import type { RefusalCode } from "./refusal-code.ts";
import { bytesOfBase64, bytesOfText, concatenate, sameBytes } from "./bytes.ts";
import { signatureHolds } from "./ed25519.ts";
import { ed25519Blob, SshReader, sshString } from "./ssh-wire.ts";

const ARMOUR = /^-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]{1,2000})\n-----END SSH SIGNATURE-----\n?$/;
const MAGIC = "SSHSIG";

const sha512 = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> => new Uint8Array(await crypto.subtle.digest("SHA-512", bytes));

/** What is really signed: magic, namespace, nothing reserved, digest name, digest. */
export const signedBlob = async (message: Uint8Array<ArrayBuffer>, namespace: string): Promise<Uint8Array<ArrayBuffer>> =>
  concatenate([bytesOfText(MAGIC), sshString(namespace), sshString(""), sshString("sha512"), sshString(await sha512(message))]);

/**
 * Checks one signature.
 * @param armoured the text between and with the BEGIN and END lines
 * @param key the signer's 32 bytes, from the root; the key inside the signature must be the same
 * @returns null when it holds
 */
export const signatureProblem = async (
  armoured: string,
  message: Uint8Array<ArrayBuffer>,
  namespace: string,
  key: Uint8Array,
): Promise<RefusalCode | null> => {
  const base64 = ARMOUR.exec(armoured)?.[1];
  const blob = base64 === undefined ? null : bytesOfBase64(base64.replaceAll("\n", ""));
  if (blob === null) return "signature_invalid";
  const reader = new SshReader(blob);
  const magic = reader.bytes(6);
  const version = reader.uint32();
  const keyBlob = reader.string();
  const namedNamespace = reader.text();
  const reserved = reader.string();
  const digest = reader.text();
  const signatureBlob = reader.string();
  if (magic === null || !sameBytes(magic, bytesOfText(MAGIC)) || version !== 1) return "signature_invalid";
  if (keyBlob === null || signatureBlob === null || !reader.done) return "signature_invalid";
  const signer = ed25519Blob(keyBlob, 32);
  const signature = ed25519Blob(signatureBlob, 64);
  if (signer?.supported === false || signature?.supported === false) return "key_type_unsupported";
  if (namedNamespace !== namespace) return "namespace_wrong";
  if (signer === null || signature === null || reserved?.length !== 0 || digest !== "sha512") return "signature_invalid";
  if (!sameBytes(signer.content, key)) return "signature_invalid";
  return (await signatureHolds(signature.content, await signedBlob(message, namespace), key)) ? null : "signature_invalid";
};
