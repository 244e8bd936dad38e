/** Signed things: root, bundle, and the envelopes that carry them (SPECIFICATION.md section 7). Types only. */
import type { LocalisedText } from "./localised-text.ts";
import type { Instant, Layer, Policy } from "./policy.ts";

export interface EnvelopeSignature {
  /** the `id` of an officer of the root */
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
  /** base64; their concatenation is the normalised policy */
  readonly chunks: readonly string[];
}

export interface Officer {
  readonly id: string;
  readonly name: string;
  readonly title: LocalisedText;
  /** OpenSSH public key, `ssh-ed25519 AAAA…`, without comment */
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

/** A verified bundle: the only thing that `decide` accepts. */
export interface PolicyBundle {
  readonly layer: Layer;
  readonly version: number;
  readonly issued_at: Instant;
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
  readonly governance_room_id: string | null;
}
