import { verifyAsync } from "@noble/ed25519";
import { verify as opensslVerify, createPublicKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { cofactoredSignature, IDENTITY, keyLine, malleatedSignature, mixedOrder, ORDER_EIGHT, sign, signatureForIdentity, testKey } from "../../vectors/source/test-signer.ts";
import { isUsableKey, signatureHolds } from "./ed25519.ts";
import { signatureProblem } from "./ssh-signature.ts";
import { signingKeyOf } from "./ssh-wire.ts";
import { bytesOfText } from "./bytes.ts";

const message = bytesOfText("Règles n° 7");
const key = await testKey("anne.morel");
const officer = { point: key.publicKey, application: null };
const openssl = (signature: Uint8Array, publicKey: Uint8Array): boolean =>
  opensslVerify(null, message, createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(publicKey).toString("base64url") }, format: "jwk" }), signature);

describe("Ed25519, strictly", () => {
  it("refuses a forgery under the identity as key, which a lenient verifier takes", async () => {
    const forged = await signatureForIdentity();
    expect(await verifyAsync(forged, message, IDENTITY)).toBe(true);
    expect(await signatureHolds(forged, message, IDENTITY)).toBe(false);
  });

  it("refuses a signature over which verifiers disagree", async () => {
    const split = await cofactoredSignature(message, key);
    expect(await verifyAsync(split, message, key.publicKey, { zip215: false })).toBe(true);
    expect(openssl(split, key.publicKey)).toBe(false);
    expect(await signatureHolds(split, message, key.publicKey)).toBe(false);
  });

  it("refuses a second form of a valid signature", async () => {
    expect(await signatureHolds(await malleatedSignature(message, key), message, key.publicKey)).toBe(false);
  });

  it("knows usable keys", () => {
    expect([key.publicKey, IDENTITY, ORDER_EIGHT, mixedOrder(key.publicKey), new Uint8Array(32).fill(2), new Uint8Array(31)].map(isUsableKey)).toEqual([
      true, false, false, false, false, false,
    ]);
  });
});

describe("an SSH signature", { timeout: 60_000 }, () => {
  const namespace = "chancery-bundle@1";

  it("holds over the bytes that were signed and no others", async () => {
    const armoured = await sign(key, message, { namespace });
    expect(await signatureProblem(armoured, message, namespace, officer)).toBeNull();
    expect(await signatureProblem(armoured, bytesOfText("Règles n° 8"), namespace, officer)).toBe("signature_invalid");
  });

  it("does not hold when any single byte of it is changed", async () => {
    const armoured = await sign(key, message, { namespace });
    const body = armoured.split("\n").slice(1, -2).join("");
    const blob = Buffer.from(body, "base64");
    for (let index = 0; index < blob.length; index += 1) {
      const changed = Buffer.from(blob);
      changed[index] = (changed[index] ?? 0) ^ 1;
      const text = ["-----BEGIN SSH SIGNATURE-----", changed.toString("base64"), "-----END SSH SIGNATURE-----"].join("\n");
      expect(await signatureProblem(text, message, namespace, officer), `byte ${String(index)}`).not.toBeNull();
    }
  });

  it("is read from nothing but its exact armour", async () => {
    const armoured = await sign(key, message, { namespace });
    for (const text of ["", ` ${armoured}`, `${armoured}x`, armoured.replace("BEGIN SSH", "BEGIN PGP"), armoured.replaceAll("\n", "\r\n"), armoured.repeat(2)]) {
      expect(await signatureProblem(text, message, namespace, officer)).toBe("signature_invalid");
    }
  });

  it("needs a key in the root's form", () => {
    const line = keyLine(key.publicKey);
    expect(signingKeyOf(line)).toEqual(officer);
    for (const other of [`${line} comment`, ` ${line}`, line.slice(0, -4), `ssh-rsa ${line.slice(12)}`, "ssh-ed25519", ""]) expect(signingKeyOf(other)).toBeNull();
  });
});
