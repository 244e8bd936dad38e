import { signAsync } from "@noble/ed25519";
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { keyLine, ON_TOKEN, PLAIN, testKey } from "../../vectors/source/test-signer.ts";
import { base64OfBytes, bytesOfText, concatenate } from "./bytes.ts";
import { signatureProblem, signedBlob } from "./ssh-signature.ts";
import { signingKeyOf, sshString } from "./ssh-wire.ts";

const NAMESPACE = "chancery-bundle@1";
const APPLICATION = "ssh:";
const message = bytesOfText("Règles n° 7");
const key = await testKey("anne.morel");
const officer = { point: key.publicKey, application: null };
const officerOnToken = { point: key.publicKey, application: APPLICATION };

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash("sha256").update(bytes).digest());
/** Somebody touched the token, and it has signed seven times. */
const TOKEN_WORDS = Uint8Array.of(1, 0, 0, 0, 7);
const blob = await signedBlob(message, NAMESPACE);
const plain = await signAsync(blob, key.secret);
const onToken = await signAsync(concatenate([sha256(bytesOfText(APPLICATION)), TOKEN_WORDS, sha256(blob)]), key.secret);

const keyBlob = concatenate([sshString(PLAIN), sshString(key.publicKey)]);
const tokenKeyBlob = concatenate([sshString(ON_TOKEN), sshString(key.publicKey), sshString(APPLICATION)]);
const signatureBlob = (content: Uint8Array): Uint8Array => concatenate([sshString(PLAIN), sshString(content)]);
const tokenSignatureBlob = concatenate([sshString(ON_TOKEN), sshString(onToken), TOKEN_WORDS]);

const armour = (bytes: Uint8Array): string => ["-----BEGIN SSH SIGNATURE-----", base64OfBytes(bytes), "-----END SSH SIGNATURE-----"].join("\n");
const whole = (ofKey: Uint8Array, ofSignature: Uint8Array): Uint8Array =>
  concatenate([bytesOfText("SSHSIG"), Uint8Array.of(0, 0, 0, 1), sshString(ofKey), sshString(NAMESPACE), sshString(""), sshString("sha512"), sshString(ofSignature)]);
const problem = (bytes: Uint8Array, signer: { readonly point: Uint8Array; readonly application: string | null } = officer) => signatureProblem(armour(bytes), message, NAMESPACE, signer);

describe("an SSH signature, byte by byte", () => {
  it("holds as it is built here, on a token and off it", async () => {
    expect(await problem(whole(keyBlob, signatureBlob(plain)))).toBeNull();
    expect(await problem(whole(tokenKeyBlob, tokenSignatureBlob), officerOnToken)).toBeNull();
  });

  it("does not hold when it is cut short anywhere", async () => {
    for (const [bytes, signer] of [[whole(keyBlob, signatureBlob(plain)), officer], [whole(tokenKeyBlob, tokenSignatureBlob), officerOnToken]] as const) {
      for (let length = 1; length < bytes.length; length += 1) expect(await problem(bytes.subarray(0, length), signer), String(length)).toBe("signature_invalid");
    }
  });

  it.each([
    ["a byte more in the signature", keyBlob, signatureBlob(concatenate([plain, Uint8Array.of(0)]))],
    ["a byte less in the signature", keyBlob, signatureBlob(plain.subarray(0, 63))],
    ["a byte after the signature", keyBlob, concatenate([signatureBlob(plain), Uint8Array.of(0)])],
    ["a byte after the key", concatenate([keyBlob, Uint8Array.of(0)]), signatureBlob(plain)],
    ["a key without a type", Uint8Array.of(), signatureBlob(plain)],
    ["a signature without a type", keyBlob, Uint8Array.of()],
    ["a key as on a token", tokenKeyBlob, signatureBlob(plain)],
    ["a signature as of a token", keyBlob, tokenSignatureBlob],
  ])("does not hold with %s", async (_, ofKey, ofSignature) => {
    expect(await problem(whole(ofKey, ofSignature))).toBe("signature_invalid");
  });

  it.each([
    ["a signature that no token made", tokenKeyBlob, signatureBlob(plain)],
    ["a key that is on no token", keyBlob, tokenSignatureBlob],
    ["neither", keyBlob, signatureBlob(plain)],
  ])("of somebody with a token does not hold with %s", async (_, ofKey, ofSignature) => {
    expect(await problem(whole(ofKey, ofSignature), officerOnToken)).toBe("signature_invalid");
  });
});

describe("a key", () => {
  it("has 32 bytes", () => {
    for (const length of [0, 31, 33]) expect(signingKeyOf(keyLine(new Uint8Array(length)))).toBeNull();
    expect(signingKeyOf(keyLine(new Uint8Array(32)))).toEqual({ point: new Uint8Array(32), application: null });
  });
});
