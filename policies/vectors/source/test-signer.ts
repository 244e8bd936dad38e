/** Signs as `ssh-keygen -Y sign` does, with keys that everybody may know, so that the same vectors come out every time. */
import { createHash } from "node:crypto";
import { etc, getPublicKeyAsync, Point, signAsync } from "@noble/ed25519";
import type { EnvelopeSignature } from "../../src/model/policy-bundle.ts";
import { base64OfBytes, bytesOfText, concatenate } from "../../src/verify/bytes.ts";
import { signedBlob } from "../../src/verify/ssh-signature.ts";
import { sshString } from "../../src/verify/ssh-wire.ts";

export interface TestKey {
  readonly secret: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** A key from a name. Test-only: whoever reads this file has it. */
export const testKey = async (name: string): Promise<TestKey> => {
  const secret = new Uint8Array(createHash("sha256").update(`chancery test-only key of ${name}`).digest());
  return { secret, publicKey: await getPublicKeyAsync(secret) };
};

export const PLAIN = "ssh-ed25519";
export const ON_TOKEN = "sk-ssh-ed25519@openssh.com";

export const keyLine = (publicKey: Uint8Array, type = PLAIN, application: string | null = null): string =>
  `${type} ${base64OfBytes(concatenate([sshString(type), sshString(publicKey), ...(application === null ? [] : [sshString(application)])]))}`;

const uint32 = (value: number): Uint8Array => new Uint8Array([value >>> 24, value >>> 16, value >>> 8, value]);

export interface SignatureForm {
  readonly namespace: string;
  /** what the blob says; the truth unless a case lies */
  readonly namedNamespace?: string;
  readonly keyType?: string;
  /** when another than the key's */
  readonly signatureType?: string;
  readonly digest?: string;
  readonly version?: number;
  readonly reserved?: string;
  readonly trailing?: string;
  /** the key named in the blob, when another than the one that signed */
  readonly namedKey?: Uint8Array;
  readonly raw?: (message: Uint8Array<ArrayBuffer>, key: TestKey) => Promise<Uint8Array>;
  /** signs as a FIDO token does */
  readonly token?: TokenForm;
}

/** What a token adds to what it signs. What the blob says is the truth unless a case lies. */
export interface TokenForm {
  readonly application: string;
  readonly namedApplication?: string;
  readonly flags?: number;
  readonly namedFlags?: number;
  readonly counter?: number;
}

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash("sha256").update(bytes).digest());

const armour = (blob: Uint8Array): string => {
  const lines = base64OfBytes(blob).match(/.{1,70}/g) ?? [];
  return ["-----BEGIN SSH SIGNATURE-----", ...lines, "-----END SSH SIGNATURE-----", ""].join("\n");
};

export const sign = async (key: TestKey, payload: Uint8Array<ArrayBuffer>, form: SignatureForm): Promise<string> => {
  const { token } = form;
  const { namespace, namedNamespace = namespace, keyType = token === undefined ? PLAIN : ON_TOKEN, digest = "sha512", version = 1, reserved = "", trailing = "" } = form;
  const blob = await signedBlob(payload, namespace);
  const { flags = 1, counter = 7, application = "" } = token ?? {};
  const message = token === undefined ? blob : concatenate([sha256(bytesOfText(application)), Uint8Array.of(flags), uint32(counter), sha256(blob)]);
  const keyEnd = token === undefined ? [] : [sshString(token.namedApplication ?? application)];
  const signatureEnd = token === undefined ? [] : [Uint8Array.of(token.namedFlags ?? flags), uint32(counter)];
  const raw = form.raw === undefined ? await signAsync(message, key.secret) : await form.raw(message, key);
  return armour(
    concatenate([
      bytesOfText("SSHSIG"),
      uint32(version),
      sshString(concatenate([sshString(keyType), sshString(form.namedKey ?? key.publicKey), ...keyEnd])),
      sshString(namedNamespace),
      sshString(reserved),
      sshString(digest),
      sshString(concatenate([sshString(form.signatureType ?? keyType), sshString(raw), ...signatureEnd])),
      bytesOfText(trailing),
    ]),
  );
};

const ORDER = Point.CURVE().n;
const number = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
const littleEndian = (value: bigint): Uint8Array => etc.hexToBytes(value.toString(16).padStart(64, "0")).reverse();
const sha512 = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(createHash("sha512").update(Buffer.concat(parts)).digest());

/** The identity: its every "signature" is easily made. */
export const IDENTITY = new Uint8Array([1, ...new Array<number>(31).fill(0)]);
/** A point of order 8. */
export const ORDER_EIGHT = etc.hexToBytes("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");

/** A key's point moved by a point of order 8: in no small subgroup, and not in the right one. */
export const mixedOrder = (publicKey: Uint8Array): Uint8Array =>
  Point.fromBytes(publicKey, true).add(Point.fromBytes(ORDER_EIGHT, true)).toBytes();

/** A signature whose point is moved by a point of order 8: verifiers that multiply by the cofactor take it, others do not. */
export const cofactoredSignature = async (message: Uint8Array<ArrayBuffer>, { secret, publicKey }: TestKey): Promise<Uint8Array> => {
  const expanded = sha512(secret);
  const clamped = expanded.slice(0, 32);
  clamped[0] = (clamped[0] ?? 0) & 248;
  clamped[31] = ((clamped[31] ?? 0) & 127) | 64;
  const nonce = number(sha512(expanded.slice(32), message)) % ORDER;
  const point = Point.BASE.multiply(nonce).add(Point.fromBytes(ORDER_EIGHT, true)).toBytes();
  const challenge = number(sha512(point, publicKey, message)) % ORDER;
  return concatenate([point, littleEndian((nonce + challenge * (number(clamped) % ORDER)) % ORDER)]);
};

/** A valid signature with the group's order added to its second half: the same equation, other bytes. */
export const malleatedSignature = async (message: Uint8Array<ArrayBuffer>, { secret }: TestKey): Promise<Uint8Array> => {
  const signature = await signAsync(message, secret);
  return concatenate([signature.slice(0, 32), littleEndian(number(signature.slice(32)) + ORDER)]);
};

/** What holds for the identity as key, whatever the message: R the base point, S one. */
export const signatureForIdentity = (): Promise<Uint8Array> => Promise.resolve(concatenate([Point.BASE.toBytes(), littleEndian(1n)]));

export const signature = async (officer: string, key: TestKey, payload: Uint8Array<ArrayBuffer>, form: SignatureForm): Promise<EnvelopeSignature> => ({
  officer,
  signature: await sign(key, payload, form),
});
