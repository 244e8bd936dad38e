/** Signed things: root, bundle, and the envelopes that carry them (SPECIFICATION.md section 7). Types only. */
import type { LocalisedText } from "./localised-text.ts";
import type { Instant, Layer, Policy, Rule } from "./policy.ts";

export interface EnvelopeSignature {
  /** the `id` of an officer of the root, or of one of its policy hosts under a pulse */
  readonly officer: string;
  /** an armoured SSHSIG */
  readonly signature: string;
}

/** Signed bytes, base64, and who signed them. */
export interface Envelope {
  readonly payload: string;
  readonly signatures: readonly EnvelopeSignature[];
}

export interface BundleInTransit {
  readonly envelope: Envelope;
  /** base64 of DEFLATE; what they inflate to makes, one after another, the content */
  readonly chunks: readonly string[];
}

export interface Officer {
  readonly id: string;
  readonly name: string;
  readonly title: LocalisedText;
  /** OpenSSH public key without comment, `ssh-ed25519 AAAA…` or `sk-ssh-ed25519@openssh.com AAAA…` (on a FIDO token) */
  readonly key: string;
}

/** A machine that says, again and again, which versions are current. It is no officer, and can put nothing into force. */
export interface PolicyHost {
  readonly id: string;
  readonly key: string;
}

export interface RootPayload {
  readonly type: "root";
  readonly version: number;
  /** true for the example state; a packaged build refuses such a root */
  readonly example: boolean;
  readonly issued_at: Instant;
  readonly expires: Instant;
  readonly officers: readonly Officer[];
  readonly root_threshold: number;
  readonly layers: { readonly [layer in Layer]?: { readonly officers: readonly string[]; readonly threshold: number } };
  /** who signs pulses; null: there are none, and only expiry tells that a bundle is old */
  readonly pulse: { readonly hosts: readonly PolicyHost[] } | null;
}

export interface BundlePayload {
  readonly type: "bundle";
  readonly lang: string;
  readonly layer: Layer;
  readonly version: number;
  readonly prev_sha256: string | null;
  readonly issued_at: Instant;
  readonly expires: Instant;
  readonly compiler: string;
  readonly chunks: readonly { readonly sha256: string; readonly size: number }[];
}

/** One question to this policy, and its answer: a holder whose evaluator answers otherwise does not activate the bundle. */
export interface SelfTestCase {
  /** an AccessRequest, or what is to be refused for not being one */
  readonly request: unknown;
  readonly expect: { readonly effect: "allow" | "deny"; readonly rule_id: string };
}

/** What the chunks of a bundle make. */
export interface BundleContent {
  readonly policy: Policy;
  readonly self_test: readonly SelfTestCase[];
}

/** A version of something signed, and the hex SHA-256 of its payload bytes. */
export interface Stated {
  readonly version: number;
  readonly sha256: string;
}

/** The bundle of a layer, and the newest overlay upon it. */
export interface LayerVersions {
  readonly bundle: Stated;
  readonly overlay: Stated | null;
}

/** The pulse: which versions are current, said by a policy host for a day at most. */
export interface PulsePayload {
  readonly type: "pulse";
  readonly issued_at: Instant;
  readonly expires: Instant;
  readonly root: Stated;
  /** `overlay`: the newest one upon that bundle; null when there is none */
  readonly layers: { readonly [layer in Layer]?: LayerVersions };
}

/** The emergency overlay: refusals that one officer adds to one bundle for three days at most. */
export interface OverlayPayload {
  readonly type: "overlay";
  readonly lang: string;
  readonly layer: Layer;
  /** the one bundle that it narrows; the next bundle ends it */
  readonly bundle: Stated;
  /** counted anew from 1 upon each bundle; from 2 on it takes two officers */
  readonly version: number;
  readonly issued_at: Instant;
  readonly expires: Instant;
  /** denying rules, numbered E-NNNN */
  readonly rules: readonly Rule[];
}

/** A verified overlay. It refuses while `now < expires`, and is remembered after. */
export interface PolicyOverlay extends OverlayPayload {
  readonly sha256: string;
  readonly signed_by: readonly Officer[];
}

/** A verified bundle: the only thing that `decide` accepts. */
export interface PolicyBundle {
  readonly layer: Layer;
  readonly version: number;
  readonly issued_at: Instant;
  /** from then on what widens is refused (F-05) */
  readonly expires: Instant;
  /** hex SHA-256 of the payload bytes */
  readonly sha256: string;
  /** the officers whose signatures were verified, in the order of the root */
  readonly signed_by: readonly Officer[];
  readonly threshold: number;
  readonly policy: Policy;
}

/** Answer of `GET /_synapse/client/chancery/v1/policy` (section 8). */
export interface PolicyEndpointAnswer {
  readonly roots: readonly Envelope[];
  readonly bundles: { readonly [layer in Layer]?: BundleInTransit };
  readonly overlays: { readonly [layer in Layer]?: Envelope };
  readonly pulse: Envelope | null;
  readonly governance_room_id: string | null;
}
