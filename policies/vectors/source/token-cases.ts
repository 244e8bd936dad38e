/** Signatures of FIDO tokens (`sk-ssh-ed25519@openssh.com`): constructed, as OpenSSH's PROTOCOL.u2f writes them. */
import { bundle, keys, officer, root, rootPayload, text, type Signing } from "./signed-things.ts";
import { offer, pin, type EnvelopeCase, type Outcome } from "./envelope-case.ts";
import { keyLine, malleatedSignature, ON_TOKEN, PLAIN, type SignatureForm, type TokenForm } from "./test-signer.ts";

/** Bruno's key is on a token. */
const bruno = officer("bruno.petit", { key: keyLine(keys["bruno.petit"].publicKey, ON_TOKEN, "ssh:chancery") });
const touched: Signing = { by: "bruno.petit", form: { token: { application: "ssh:chancery" } } };
const pinnedRoot = await root(text(rootPayload({ officers: [officer("anne.morel"), bruno, officer("claire.roux")] })), ["anne.morel", touched]);

const signed = async (name: string, token: Partial<TokenForm>, expect: Outcome = "signature_invalid", form: Partial<SignatureForm> = {}): Promise<EnvelopeCase> => ({
  name: `token: ${name}`,
  steps: [pin(pinnedRoot), offer(await bundle({ signers: ["anne.morel", { by: "bruno.petit", form: { ...form, token: { application: "ssh:chancery", ...token } } }] }), expect)],
  held: { root_version: 1, bundle_version: expect === "accepted" ? 1 : null },
});
const plain = async (name: string, signing: Signing, expect: Outcome = "signature_invalid"): Promise<EnvelopeCase> => ({
  name: `token: ${name}`,
  steps: [pin(pinnedRoot), offer(await bundle({ signers: ["claire.roux", signing] }), expect)],
  held: { root_version: 1, bundle_version: null },
});

export const tokenCases: readonly EnvelopeCase[] = [
  await signed("touched", {}, "accepted"),
  await signed("touched, and a PIN given", { flags: 0x05 }, "accepted"),
  await signed("touched, a copy of the key kept elsewhere", { flags: 0x19 }, "accepted"),
  await signed("not touched", { flags: 0 }, "user_absent"),
  await signed("a PIN given, and not touched", { flags: 0x04 }, "user_absent"),
  await signed("not touched, and said to be", { flags: 0, namedFlags: 1 }),
  await signed("the application of a web page", { application: "etat.example" }, "application_wrong"),
  await signed("another application of SSH", { application: "ssh:" }, "application_wrong"),
  await signed("signed for a web page, and said to be for SSH", { application: "etat.example", namedApplication: "ssh:chancery" }),
  await signed("signed as a root", {}, "namespace_wrong", { namespace: "chancery-root@1" }),
  await signed("the group's order added", {}, "signature_invalid", { raw: malleatedSignature }),
  await signed("a signature of another type than its key", {}, "signature_invalid", { signatureType: PLAIN }),
  await signed("another's key inside", {}, "signature_invalid", { namedKey: keys.mallory.publicKey }),
  await plain("the same key without the token", { by: "bruno.petit" }),
  await plain("a token's signature for a key that is on none", { by: "anne.morel", form: { token: { application: "ssh:chancery" } } }),
];
