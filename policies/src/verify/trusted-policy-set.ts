/** The trusted root, and for each layer the one bundle in force (SPECIFICATION.md section 7, "Trusting"). */
import { later } from "../evaluate/instant.ts";
import type { BundlePayload, Officer, PolicyBundle, RootPayload } from "../model/policy-bundle.ts";
import { LAYERS, type Layer } from "../model/policy.ts";
import { ok, type Result } from "../model/result.ts";
import { sameBytes, sha256Hex } from "./bytes.ts";
import { checkFloor } from "./check-floor.ts";
import { BUNDLE_NAMESPACE, openBundleInTransit, openEnvelope, refused, ROOT_NAMESPACE, verifiedSigners } from "./envelope.ts";
import { readBundlePayload } from "./read-bundle-payload.ts";
import { assembleChunks, readPolicy } from "./read-policy.ts";
import { readRoot } from "./read-root.ts";
import type { OfferRefusal, RefusalCode } from "./refusal-code.ts";

const CLOCK_SKEW_SECONDS = 600;

/** The highest version a holder has seen of a layer, kept apart from the bundle itself. */
export interface HighWaterMark {
  readonly version: number;
  /** hex SHA-256 of that version's payload; null when only the number is known (a build's or a machine file's minimum) */
  readonly sha256: string | null;
}
export type HighWaterMarks = { readonly [layer in Layer]?: HighWaterMark };

interface HeldRoot {
  readonly payload: Uint8Array;
  readonly root: RootPayload;
}
type Accepted<Value> = Promise<Result<Value, OfferRefusal>>;

const layerNamed = (name: string): Layer | undefined => LAYERS.find((layer) => layer === name);

/** Pins the first root: it is checked for form and against itself, for nobody else vouches for it. */
const selfSignedRoot = async (envelope: unknown): Accepted<HeldRoot> => {
  const opened = openEnvelope(envelope);
  if (!opened.ok) return opened;
  const root = readRoot(opened.value.payload);
  if (!root.ok) return root;
  const signers = await verifiedSigners(opened.value, ROOT_NAMESPACE, root.value.officers);
  if (!signers.ok) return signers;
  if (signers.value.length < root.value.root_threshold) return refused("threshold_not_met");
  return ok({ payload: opened.value.payload, root: root.value });
};

/**
 * Holds what is trusted. What is accepted replaces what was held; what is refused changes nothing. Offers are taken one after
 * another, also when several are made at once. Times are Instants, and come from the caller.
 */
export class TrustedPolicySet {
  #held: HeldRoot;
  readonly #bundles = new Map<Layer, PolicyBundle>();
  readonly #marks: HighWaterMarks;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(held: HeldRoot, marks: HighWaterMarks) {
    this.#held = held;
    this.#marks = marks;
  }

  /**
   * Begins with a pinned root.
   * @param envelope anything, supposedly the root's Envelope
   * @param marks below these versions no bundle is accepted
   */
  static async pin(envelope: unknown, marks: HighWaterMarks = {}): Accepted<TrustedPolicySet> {
    const root = await selfSignedRoot(envelope);
    return root.ok ? ok(new TrustedPolicySet(root.value, marks)) : root;
  }

  get root(): RootPayload {
    return this.#held.root;
  }

  /** The bundle in force for a layer: fresh while `now < expires`, stale after. */
  bundle(layer: Layer): PolicyBundle | null {
    return this.#bundles.get(layer) ?? null;
  }

  /** Offers the next root. @param envelope anything, supposedly an Envelope */
  offerRoot(envelope: unknown): Accepted<RootPayload> {
    return this.#inTurn(() => this.#acceptRoot(envelope));
  }

  /** Offers a bundle. @param inTransit anything, supposedly a BundleInTransit */
  offerBundle(inTransit: unknown, now: string): Accepted<PolicyBundle> {
    return this.#inTurn(() => this.#acceptBundle(inTransit, now, false));
  }

  /** Takes up a bundle from the holder's own store, which was accepted before: it may have expired since, it or the root. */
  loadBundle(inTransit: unknown, now: string): Accepted<PolicyBundle> {
    return this.#inTurn(() => this.#acceptBundle(inTransit, now, true));
  }

  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined); // the caller of that turn hears of it; the next turn is not its concern
    return turn;
  }

  async #acceptRoot(envelope: unknown): Accepted<RootPayload> {
    const held = this.#held;
    const opened = openEnvelope(envelope);
    if (!opened.ok) return opened;
    const { payload } = opened.value;
    const signers = await verifiedSigners(opened.value, ROOT_NAMESPACE, held.root.officers);
    if (!signers.ok) return signers;
    if (signers.value.length < held.root.root_threshold) return refused("threshold_not_met");
    const read = readRoot(payload);
    if (!read.ok) return read;
    const next = read.value;
    if (next.version < held.root.version) return refused("version_old");
    if (next.version === held.root.version) return refused(sameBytes(payload, held.payload) ? "version_same" : "version_conflict");
    if (next.version > held.root.version + 1) return refused("version_skipped");
    const keptSigners = signers.value.filter(({ id, key }) => next.officers.some((officer) => officer.id === id && officer.key === key));
    if (keptSigners.length < next.root_threshold) return refused("threshold_not_met", "of the new root");
    this.#held = { payload, root: next };
    return ok(next);
  }

  async #acceptBundle(inTransit: unknown, now: string, fromOwnStore: boolean): Accepted<PolicyBundle> {
    const { root } = this.#held;
    const opened = openBundleInTransit(inTransit);
    if (!opened.ok) return opened;
    const { envelope, chunks } = opened.value;
    if (!fromOwnStore && now >= root.expires) return refused("root_expired");
    const signers = await verifiedSigners(envelope, BUNDLE_NAMESPACE, root.officers);
    if (!signers.ok) return signers;
    const read = readBundlePayload(envelope.payload);
    if (!read.ok) return read;
    const payload = read.value;
    const authorised = this.#authorised(payload, signers.value);
    if (!authorised.ok) return authorised;
    const sha256 = await sha256Hex(envelope.payload);
    const { layer, threshold } = authorised.value;
    const untimely = this.#untimely(payload, layer, sha256, now, fromOwnStore);
    if (untimely !== null) return refused(untimely);
    const bytes = await assembleChunks(payload, chunks);
    if (!bytes.ok) return bytes;
    const policy = readPolicy(bytes.value, payload);
    if (!policy.ok) return policy;
    const violation = checkFloor(this.bundle(layer)?.policy ?? null, policy.value);
    if (violation !== null) return refused("floor_violated", `${violation.classId}: ${violation.violation}`);
    const { version, issued_at, expires } = payload;
    const accepted: PolicyBundle = { layer, version, issued_at, expires, sha256, signed_by: signers.value, threshold, policy: policy.value };
    this.#bundles.set(layer, accepted);
    return ok(accepted);
  }

  /** Whether the signers may speak for the layer, and are enough. */
  #authorised(payload: BundlePayload, signers: readonly Officer[]): Result<{ readonly layer: Layer; readonly threshold: number }, OfferRefusal> {
    const layer = layerNamed(payload.layer);
    const role = layer === undefined ? undefined : this.#held.root.layers[layer];
    if (layer === undefined || role === undefined) return refused("layer_unknown", payload.layer);
    const stranger = signers.find(({ id }) => !role.officers.includes(id));
    if (stranger !== undefined) return refused("signer_unknown", stranger.id);
    return signers.length < role.threshold ? refused("threshold_not_met") : ok({ layer, threshold: role.threshold });
  }

  /** Whether a payload is out of its time, or behind what is or was held. */
  #untimely(payload: BundlePayload, layer: Layer, sha256: string, now: string, fromOwnStore: boolean): RefusalCode | null {
    const { version } = payload;
    if (payload.issued_at > later(now, CLOCK_SKEW_SECONDS)) return "issued_in_future";
    if (!fromOwnStore && now >= payload.expires) return "expired";
    const mark = this.#marks[layer];
    if (mark !== undefined && version < mark.version) return "version_old";
    if (mark?.version === version && mark.sha256 !== null && mark.sha256 !== sha256) return "version_conflict";
    const held = this.bundle(layer);
    if (held === null) return null;
    if (version < held.version) return "version_old";
    if (version === held.version) return sha256 === held.sha256 ? "version_same" : "version_conflict";
    return version === held.version + 1 && payload.prev_sha256 !== held.sha256 ? "prev_mismatch" : null;
  }
}
