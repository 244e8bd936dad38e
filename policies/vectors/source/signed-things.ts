/** Roots and bundles for the envelope vectors: right ones, and ways to make them wrong. */
import { createHash } from "node:crypto";
import { normalisedJson } from "../../src/compile/normalised-json.ts";
import type { BundleInTransit, Envelope } from "../../src/model/policy-bundle.ts";
import type { Policy } from "../../src/model/policy.ts";
import { base64OfBytes, bytesOfText } from "../../src/verify/bytes.ts";
import { BUNDLE_NAMESPACE, ROOT_NAMESPACE } from "../../src/verify/envelope.ts";
import { referencePolicy } from "./reference-policy.ts";
import { keyLine, signature, testKey, type SignatureForm } from "./test-signer.ts";

type Fields = { readonly [field: string]: unknown };

export const keys = {
  "anne.morel": await testKey("anne.morel"),
  "bruno.petit": await testKey("bruno.petit"),
  "claire.roux": await testKey("claire.roux"),
  "david.noir": await testKey("david.noir"),
  mallory: await testKey("mallory"),
} as const;
export type Signer = keyof typeof keys;

export interface Signing {
  readonly by: Signer;
  /** the officer named, when another than the one whose key signs */
  readonly as?: string;
  readonly form?: Partial<SignatureForm>;
}
export type Signers = readonly (Signer | Signing)[];

export const two: Signers = ["anne.morel", "bruno.petit"];

export const officer = (id: Signer, changes: Fields = {}): Fields => ({
  id,
  name: id,
  title: { fr: "Responsable des règles", en: "Policy officer" },
  key: keyLine(keys[id].publicKey),
  ...changes,
});

const THREE = ["anne.morel", "bruno.petit", "claire.roux"] as const;

export const rootPayload = (changes: Fields = {}): Fields => ({
  type: "root",
  version: 1,
  example: true,
  issued_at: "2026-11-01T00:00:00Z",
  expires: "2027-11-01T00:00:00Z",
  officers: THREE.map((id) => officer(id)),
  root_threshold: 2,
  layers: { national: { officers: THREE, threshold: 2 }, ministry: { officers: ["bruno.petit", "claire.roux"], threshold: 1 } },
  ...changes,
});

export const text = (payload: Fields): string => normalisedJson(payload);

const envelope = async (payload: string | Uint8Array<ArrayBuffer>, signers: Signers, namespace: string): Promise<Envelope> => {
  const bytes = typeof payload === "string" ? bytesOfText(payload) : payload;
  const signatures = [];
  for (const one of signers) {
    const signing: Signing = typeof one === "string" ? { by: one } : one;
    signatures.push(await signature(signing.as ?? signing.by, keys[signing.by], bytes, { namespace, ...signing.form }));
  }
  return { payload: base64OfBytes(bytes), signatures };
};

export const root = (payload: string | Uint8Array<ArrayBuffer>, signers: Signers = two): Promise<Envelope> => envelope(payload, signers, ROOT_NAMESPACE);

/** The reference policy cut down, so that the vectors stay small. */
export const smallPolicy = (changes: Partial<{ readonly [field in keyof Policy]: unknown }> = {}): Fields => ({
  ...referencePolicy,
  sets: { interieur: referencePolicy.sets["interieur"] },
  room_classes: { interministerial: referencePolicy.room_classes["interministerial"] },
  public_rooms: [],
  rules: referencePolicy.rules.slice(0, 1),
  ...changes,
});

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
export const digestOf = ({ envelope: { payload } }: BundleInTransit): string => sha256(Buffer.from(payload, "base64"));

export interface BundleParts {
  readonly version?: number;
  /** the bundle before; its digest goes into `prev_sha256` */
  readonly after?: BundleInTransit;
  readonly policy?: string | Fields;
  /** sizes of the chunks but the last; one chunk unless told */
  readonly chunkSizes?: readonly number[];
  readonly payload?: Fields;
  readonly payloadText?: (text: string) => string | Uint8Array<ArrayBuffer>;
  readonly signers?: Signers;
}

/** A bundle in transit; version 1 and right in everything unless told otherwise. */
export const bundle = async (parts: BundleParts = {}): Promise<BundleInTransit> => {
  const { version = 1, after, policy = smallPolicy(), chunkSizes = [], payload = {}, payloadText = (same) => same, signers = two } = parts;
  let rest = bytesOfText(typeof policy === "string" ? policy : text(policy));
  const chunks = [];
  for (const size of [...chunkSizes, rest.length]) {
    chunks.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  const whole = chunks.filter((chunk) => chunk.length > 0);
  const fields = {
    type: "bundle",
    lang: "chancery/1",
    layer: "national",
    version,
    prev_sha256: after === undefined ? null : digestOf(after),
    issued_at: "2026-11-20T00:00:00Z",
    expires: "2027-02-18T00:00:00Z",
    compiler: "chancery vectors",
    chunks: whole.map((chunk) => ({ sha256: sha256(chunk), size: chunk.length })),
    ...payload,
  };
  return { envelope: await envelope(payloadText(text(fields)), signers, BUNDLE_NAMESPACE), chunks: whole.map(base64OfBytes) };
};
