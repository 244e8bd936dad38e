/** Roots and bundles that really are signed, by officers whose keys come from their names. */
import { getPublicKeyAsync, signAsync } from "@noble/ed25519";
import type { BundleInTransit, BundlePayload, Envelope } from "#policies/model/policy-bundle.ts";
import type { Policy } from "#policies/model/policy.ts";
import { base64OfBytes, bytesOfText, concatenate, sha256Hex } from "#policies/verify/bytes.ts";
import { BUNDLE_NAMESPACE, OVERLAY_NAMESPACE, PULSE_NAMESPACE, ROOT_NAMESPACE } from "#policies/verify/envelope.ts";
import { signedBlob } from "#policies/verify/ssh-signature.ts";
import { sshString } from "#policies/verify/ssh-wire.ts";
import type { GovernanceEvent } from "../../domain/ports/governance-feed.ts";
import { EXAMPLE_POLICY } from "../../domain/ports/fakes/example/policy.ts";

const OFFICERS = ["anne.morel", "bruno.petit", "claire.roux"] as const;
const TWO: readonly string[] = ["anne.morel", "bruno.petit"];

const secretOf = async (name: string): Promise<Uint8Array> => new Uint8Array(await crypto.subtle.digest("SHA-256", bytesOfText(name)));
const keyBlob = async (name: string): Promise<Uint8Array<ArrayBuffer>> =>
  concatenate([sshString("ssh-ed25519"), sshString(await getPublicKeyAsync(await secretOf(name)))]);

const signature = async (officer: string, message: Uint8Array<ArrayBuffer>, namespace: string): Promise<string> => {
  const signed = await signAsync(await signedBlob(message, namespace), await secretOf(officer));
  const blob = concatenate([
    bytesOfText("SSHSIG"),
    Uint8Array.of(0, 0, 0, 1),
    sshString(await keyBlob(officer)),
    sshString(namespace),
    sshString(""),
    sshString("sha512"),
    sshString(concatenate([sshString("ssh-ed25519"), sshString(signed)])),
  ]);
  return `-----BEGIN SSH SIGNATURE-----\n${base64OfBytes(blob)}\n-----END SSH SIGNATURE-----\n`;
};

const envelope = async (payload: object, signers: readonly string[], namespace: string): Promise<Envelope> => {
  const bytes = bytesOfText(JSON.stringify(payload));
  const signatures = [];
  for (const officer of signers) signatures.push({ officer, signature: await signature(officer, bytes, namespace) });
  return { payload: base64OfBytes(bytes), signatures };
};

/** A root of three officers, two of whom must sign; `changes` to its payload. */
export const signedRoot = async (changes: object = {}, signers: readonly string[] = TWO): Promise<Envelope> => {
  const officers = [];
  for (const id of OFFICERS) {
    officers.push({ id, name: id, title: { fr: "Officier", en: "Officer" }, key: `ssh-ed25519 ${base64OfBytes(await keyBlob(id))}` });
  }
  const payload = {
    type: "root",
    version: 1,
    example: true,
    issued_at: "2026-11-01T00:00:00Z",
    expires: "2036-11-01T00:00:00Z",
    officers,
    root_threshold: 2,
    layers: { national: { officers: OFFICERS, threshold: 2 } },
    pulse: null,
    ...changes,
  };
  return envelope(payload, signers, ROOT_NAMESPACE);
};

/** The example state's rules, with which agents may join and invite. */
export const signedPolicy: Policy = { ...EXAMPLE_POLICY, id: "example-state", defaults: { ...EXAMPLE_POLICY.defaults, join: "allow", invite: "allow" } };

export interface BundleForm {
  readonly version: number;
  readonly after?: BundleInTransit;
  readonly policy?: Policy;
  readonly signers?: readonly string[];
  readonly payload?: object;
  /** bytes of each chunk */
  readonly chunkSize?: number;
}

/** A bundle in transit, issued on 2026-11-20 and good until 2027-02-18. */
export const signedBundle = async ({ version, after, policy = signedPolicy, signers = TWO, payload = {}, chunkSize = 40_000 }: BundleForm): Promise<BundleInTransit> => {
  const bytes = bytesOfText(JSON.stringify({ policy, self_test: [{ request: null, expect: { effect: "deny", rule_id: "F-07" } }] }));
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < bytes.length; at += chunkSize) chunks.push(bytes.slice(at, at + chunkSize));
  const listed = [];
  for (const chunk of chunks) listed.push({ sha256: await sha256Hex(chunk), size: chunk.length });
  const before = after === undefined ? "0".repeat(64) : await sha256Hex(Uint8Array.from(atob(after.envelope.payload), (symbol) => symbol.charCodeAt(0)));
  const fields = {
    type: "bundle",
    lang: "chancery/1",
    layer: policy.layer,
    version,
    prev_sha256: version === 1 ? null : before,
    issued_at: "2026-11-20T00:00:00Z",
    expires: "2027-02-18T00:00:00Z",
    compiler: "chancery 0.1.0",
    chunks: listed,
    ...payload,
  };
  return { envelope: await envelope(fields, signers, BUNDLE_NAMESPACE), chunks: await Promise.all(chunks.map(async (chunk) => base64OfBytes(await deflated(chunk)))) };
};

const deflated = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
  new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"))).arrayBuffer());

const POLICY_HOST = "poste-1";

/** The role that a root names for pulses. */
export const pulseRole = async (): Promise<object> => ({ hosts: [{ id: POLICY_HOST, key: `ssh-ed25519 ${base64OfBytes(await keyBlob(POLICY_HOST))}` }] });

const stated = async (version: number, { payload }: Envelope): Promise<object> => ({
  version,
  sha256: await sha256Hex(Uint8Array.from(atob(payload), (symbol) => symbol.charCodeAt(0))),
});

/** An overlay of one officer upon a bundle, from 23 November 2026, 11:00, for an hour and a half: nobody enters interministerial rooms (E-0001). */
export const signedOverlay = async (upon: BundleInTransit, bundleVersion = 1, changes: object = {}): Promise<Envelope> => {
  const [anyRule] = signedPolicy.rules;
  const rule = { ...anyRule, id: "E-0001", effect: "deny", actions: ["join"], who: null, target: null, room: { class: ["interministerial"], class_not: null, sets: null, sets_not: null }, mode: "enforce", exceptions: [] };
  const payload = {
    type: "overlay",
    lang: "chancery/1",
    layer: "national",
    bundle: await stated(bundleVersion, upon.envelope),
    version: 1,
    issued_at: "2026-11-23T11:00:00Z",
    expires: "2026-11-23T12:30:00Z",
    rules: [rule],
    ...changes,
  };
  return envelope(payload, ["anne.morel"], OVERLAY_NAMESPACE);
};

/** A bundle as a pulse states it, without an overlay. */
export const statedOf = async ({ envelope: signed }: BundleInTransit, version = 1): Promise<object> => ({ bundle: await stated(version, signed), overlay: null });

/** A pulse of 23 November 2026, 11:00, for two hours. */
export const signedPulse = async (root: Envelope, bundle: BundleInTransit, bundleVersion = 1, changes: object = {}): Promise<Envelope> => {
  const layers = { national: await statedOf(bundle, bundleVersion) };
  const payload = { type: "pulse", issued_at: "2026-11-23T11:00:00Z", expires: "2026-11-23T13:00:00Z", root: await stated(1, root), layers, ...changes };
  return envelope(payload, [POLICY_HOST], PULSE_NAMESPACE);
};

/** A bundle as the governance room carries it: its chunks, then itself. */
export const published = async ({ envelope: content, chunks }: BundleInTransit): Promise<GovernanceEvent[]> => {
  const events: GovernanceEvent[] = [];
  const { layer, chunks: listed } = JSON.parse(atob(content.payload)) as BundlePayload; // ASCII, as made above
  for (const [index, { sha256: stateKey }] of listed.entries()) {
    events.push({ type: "org.chancery.policy.chunk", stateKey, content: { data: chunks[index] } });
  }
  return [...events, { type: "org.chancery.policy.bundle", stateKey: layer, content }];
};
