import { signAsync, verifyAsync } from "@noble/ed25519";
import { expect, it } from "vitest";
import { cofactoredSignature, malleatedSignature, ORDER_EIGHT, testKey } from "../../vectors/source/test-signer.ts";
import { bytesOfText, concatenate } from "./bytes.ts";
import { libraryVerifier } from "./ed25519.ts";
import { platformVerifier } from "./ed25519-platform.ts";

const message = bytesOfText("Règles n° 7");

it("is used where it is strict, and gives the library's answer to everything", async () => {
  const platform = await platformVerifier();
  expect(platform).not.toBeNull();
  const key = await testKey("anne.morel");
  const good = await signAsync(message, key.secret);
  const hostile = [await cofactoredSignature(message, key), await malleatedSignature(message, key), concatenate([ORDER_EIGHT, good.slice(32)]), new Uint8Array(64), new Uint8Array(64).fill(255)];
  for (let byte = 0; byte < 64; byte += 1) hostile.push(Uint8Array.from(good, (value, index) => (index === byte ? value ^ 0x80 : value)));
  expect(await platform?.(good, message, key.publicKey)).toBe(true);
  for (const signature of hostile) {
    expect(await libraryVerifier(signature, message, key.publicKey).catch(() => false)).toBe(false);
    expect(await platform?.(signature, message, key.publicKey).catch(() => false)).toBe(false);
  }
});

it("is not used where it is lenient, refuses everything, or does not know the algorithm", async () => {
  expect(await platformVerifier((signature, text, key) => verifyAsync(signature, text, key))).toBeNull();
  expect(await platformVerifier(async () => true)).toBeNull();
  expect(await platformVerifier(async () => false)).toBeNull();
  expect(await platformVerifier(() => Promise.reject(new DOMException("unknown", "NotSupportedError")))).toBeNull();
});
