/** Armoured SSH signatures (OpenSSH `PROTOCOL.sshsig`), as `ssh-keygen -Y sign` writes them. */
import type { RefusalCode } from "./refusal-code.ts";
import { bytesOfBase64, bytesOfBinary, bytesOfText, concatenate, sameBytes, sha256 } from "./bytes.ts";
import { signatureHolds } from "./ed25519.ts";
import { signingKeyIn, SshReader, sshString, typedBlob, type SigningKey, type TypedBlob } from "./ssh-wire.ts";

const ARMOUR = /^-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]{1,2000})\n-----END SSH SIGNATURE-----\n?$/;
const MAGIC = "SSHSIG";

const sha512 = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> => new Uint8Array(await crypto.subtle.digest("SHA-512", bytes));

/** What is really signed: magic, namespace, nothing reserved, digest name, digest. */
export const signedBlob = async (message: Uint8Array<ArrayBuffer>, namespace: string): Promise<Uint8Array<ArrayBuffer>> =>
  concatenate([bytesOfText(MAGIC), sshString(namespace), sshString(""), sshString("sha512"), sshString(await sha512(message))]);

/** What a token adds to the text that it signs (OpenSSH `PROTOCOL.u2f`). */
interface TokenWords {
  readonly flags: number;
  /** 4 bytes; a holder keeps no count of them */
  readonly counter: Uint8Array;
}

interface ReadSignature {
  /** 64 bytes */
  readonly content: Uint8Array;
  /** null: no token */
  readonly token: TokenWords | null;
}

/** FIDO: somebody touched the token. */
const USER_PRESENT = 1;

const signatureIn = ({ onToken, rest }: TypedBlob & { readonly supported: true }): ReadSignature | null => {
  const content = rest.string();
  const flags = onToken ? rest.bytes(1) : null;
  const counter = onToken ? rest.bytes(4) : null;
  if (content?.length !== 64 || !rest.done) return null;
  return { content, token: flags === null || counter === null ? null : { flags: flags[0] ?? 0, counter } };
};

/** The bytes under the Ed25519 signature: the blob itself, or what a token makes of it. */
const underSignature = async (blob: Uint8Array<ArrayBuffer>, { application }: SigningKey, token: TokenWords | null): Promise<Uint8Array> =>
  application === null || token === null
    ? blob
    : concatenate([await sha256(bytesOfBinary(application)), Uint8Array.of(token.flags), token.counter, await sha256(blob)]);

/**
 * Checks one signature.
 * @param armoured the text between and with the BEGIN and END lines
 * @param key the signer's, from the root; the key inside the signature must be the same
 * @returns null when it holds
 */
export const signatureProblem = async (
  armoured: string,
  message: Uint8Array<ArrayBuffer>,
  namespace: string,
  key: SigningKey,
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
  const keyType = typedBlob(keyBlob);
  const signatureType = typedBlob(signatureBlob);
  if (keyType?.supported === false || signatureType?.supported === false) return "key_type_unsupported";
  if (namedNamespace !== namespace) return "namespace_wrong";
  const signer = keyType === null ? null : signingKeyIn(keyType);
  const signature = signatureType === null ? null : signatureIn(signatureType);
  if (signer === null || signature === null || reserved?.length !== 0 || digest !== "sha512") return "signature_invalid";
  const onToken = key.application !== null;
  if (!sameBytes(signer.point, key.point) || (signer.application !== null) !== onToken || (signature.token !== null) !== onToken) return "signature_invalid";
  if (signer.application !== key.application) return "application_wrong";
  if (signature.token !== null && (signature.token.flags & USER_PRESENT) === 0) return "user_absent";
  const signed = await underSignature(await signedBlob(message, namespace), key, signature.token);
  return (await signatureHolds(signature.content, signed, key.point)) ? null : "signature_invalid";
};
