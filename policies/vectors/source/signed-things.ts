/** Roots and bundles for the envelope vectors: right ones, and ways to make them wrong. */
import { createHash } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { normalisedJson } from "../../src/compile/normalised-json.ts";
import type { BundleInTransit, Envelope } from "../../src/model/policy-bundle.ts";
import type { Policy } from "../../src/model/policy.ts";
import { base64OfBytes, bytesOfText } from "../../src/verify/bytes.ts";
import { BUNDLE_NAMESPACE, OVERLAY_NAMESPACE, PULSE_NAMESPACE, ROOT_NAMESPACE } from "../../src/verify/envelope.ts";
import { referencePolicy } from "./reference-policy.ts";
import { keyLine, signature, testKey, type SignatureForm } from "./test-signer.ts";

type Fields = { readonly [field: string]: unknown };

export const keys = {
  "anne.morel": await testKey("anne.morel"),
  "bruno.petit": await testKey("bruno.petit"),
  "claire.roux": await testKey("claire.roux"),
  "david.noir": await testKey("david.noir"),
  mallory: await testKey("mallory"),
  "poste-1": await testKey("poste-1"),
  "poste-2": await testKey("poste-2"),
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
  pulse: null,
  ...changes,
});

export const text = (payload: Fields): string => normalisedJson(payload);

/** A root that names policy hosts too. */
export const withHosts = (changes: Fields = {}): Fields =>
  rootPayload({ pulse: { hosts: (["poste-1", "poste-2"] as const).map((id) => ({ id, key: keyLine(keys[id].publicKey) })) }, ...changes });

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
  room_sets: {},
  room_classes: { interministerial: referencePolicy.room_classes["interministerial"] },
  public_rooms: [],
  rules: referencePolicy.rules.slice(0, 1),
  ...changes,
});

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const digestIn = ({ payload }: Envelope): string => sha256(Buffer.from(payload, "base64"));
export const digestOf = ({ envelope: signed }: BundleInTransit): string => digestIn(signed);

/** Deflated without compression: the same bytes whatever zlib does it. */
export const deflated = (bytes: Uint8Array): string => base64OfBytes(new Uint8Array(deflateRawSync(bytes, { level: 0 })));

/** A question that every evaluator answers alike, whatever the language becomes: it is none. */
const SELF_TEST = [{ request: null, expect: { effect: "deny", rule_id: "F-07" } }];

/** What chunks make: a policy, and the questions to it. */
export const content = (policy: Fields, changes: Fields = {}): Fields => ({ policy, self_test: SELF_TEST, ...changes });

export interface BundleParts {
  readonly version?: number;
  /** the bundle before; its digest goes into `prev_sha256` */
  readonly after?: BundleInTransit;
  readonly policy?: Fields;
  /** the text of the content, made from the policy unless told */
  readonly content?: string;
  /** sizes of the chunks but the last; one chunk unless told */
  readonly chunkSizes?: readonly number[];
  readonly payload?: Fields;
  readonly payloadText?: (text: string) => string | Uint8Array<ArrayBuffer>;
  readonly signers?: Signers;
}

/** A bundle in transit; version 1 and right in everything unless told otherwise. */
export const bundle = async (parts: BundleParts = {}): Promise<BundleInTransit> => {
  const { version = 1, after, policy = smallPolicy(), chunkSizes = [], payload = {}, payloadText = (same) => same, signers = two } = parts;
  let rest = bytesOfText(parts.content ?? text(content(policy)));
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
  return { envelope: await envelope(payloadText(text(fields)), signers, BUNDLE_NAMESPACE), chunks: whole.map(deflated) };
};

export const stated = (version: number, signed: Envelope): Fields => ({ version, sha256: digestIn(signed) });

/** A rule of an overlay: nobody enters interministerial rooms. */
export const emergencyRule = (changes: Fields = {}): Fields => ({
  ...referencePolicy.rules[0],
  id: "E-0001",
  effect: "deny",
  actions: ["join"],
  who: null,
  target: null,
  room: { class: ["interministerial"], class_not: null, sets: null, sets_not: null },
  mode: "enforce",
  exceptions: [],
  ...changes,
});

export interface OverlayParts {
  readonly upon: BundleInTransit;
  readonly version?: number;
  readonly rules?: readonly Fields[];
  readonly payload?: Fields;
  readonly payloadText?: (text: string) => string;
  readonly signers?: Signers;
}

/** An overlay upon version 1, by one officer, of the morning of 23 November, for a day; right in everything unless told otherwise. */
export const overlay = ({ upon, version = 1, rules = [emergencyRule()], payload = {}, payloadText = (same) => same, signers = ["anne.morel"] }: OverlayParts): Promise<Envelope> => {
  const fields = {
    type: "overlay",
    lang: "chancery/1",
    layer: "national",
    bundle: stated(1, upon.envelope),
    version,
    issued_at: "2026-11-23T08:00:00Z",
    expires: "2026-11-24T08:00:00Z",
    rules,
    ...payload,
  };
  return envelope(payloadText(text(fields)), signers, OVERLAY_NAMESPACE);
};

export interface PulseParts {
  readonly root: Envelope;
  readonly rootVersion?: number;
  readonly bundle: BundleInTransit;
  readonly bundleVersion?: number;
  readonly overlay?: readonly [version: number, overlay: Envelope];
  readonly payload?: Fields;
  readonly payloadText?: (text: string) => string;
  readonly signers?: Signers;
}

/** A pulse of the first policy host, of the morning of 23 November, for a day. */
export const pulse = (parts: PulseParts): Promise<Envelope> => {
  const { root: newest, rootVersion = 1, bundle: current, bundleVersion = 1, payload = {}, payloadText = (same) => same, signers = ["poste-1"] } = parts;
  const fields = {
    type: "pulse",
    issued_at: "2026-11-23T08:00:00Z",
    expires: "2026-11-24T08:00:00Z",
    root: stated(rootVersion, newest),
    layers: { national: { bundle: stated(bundleVersion, current.envelope), overlay: parts.overlay === undefined ? null : stated(...parts.overlay) } },
    ...payload,
  };
  return envelope(payloadText(text(fields)), signers, PULSE_NAMESPACE);
};
