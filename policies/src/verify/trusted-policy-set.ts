/** The trusted root, and for each layer the one bundle in force with its overlay; and the pulse (SPECIFICATION.md section 7, "Trusting"). */
import { decide } from "../evaluate/decide.ts";
import { later } from "../evaluate/instant.ts";
import type { BundleContent, BundlePayload, Officer, PolicyBundle, PolicyOverlay, PulsePayload, RootPayload } from "../model/policy-bundle.ts";
import { LAYERS, type Layer } from "../model/policy.ts";
import { ok, type Result } from "../model/result.ts";
import { sha256Hex } from "./bytes.ts";
import { checkFloor } from "./check-floor.ts";
import { assembleChunks } from "./chunks.ts";
import { BUNDLE_NAMESPACE, openBundleInTransit, openEnvelope, OVERLAY_NAMESPACE, PULSE_NAMESPACE, refused, verifiedSigners } from "./envelope.ts";
import { inForceAt, type PolicyInForce } from "./in-force.ts";
import { overlayAbuse, overlayMisfit, readOverlay } from "./overlay.ts";
import { contradiction, readPulse, statesOther, type Versions } from "./pulse.ts";
import { readBundlePayload } from "./read-bundle-payload.ts";
import { readContent } from "./read-content.ts";
import type { OfferRefusal, RefusalCode } from "./refusal-code.ts";
import { isAmong, pinnedRoot, rootAfter, type HeldRoot } from "./trusted-root.ts";

const CLOCK_SKEW_SECONDS = 600;

/** The highest version a holder has seen of a layer, kept apart from the bundle itself. */
export interface HighWaterMark {
  readonly version: number;
  /** hex SHA-256 of that version's payload; null when only the number is known (a build's or a machine file's minimum) */
  readonly sha256: string | null;
}
export type HighWaterMarks = { readonly [layer in Layer]?: HighWaterMark };

/** A pulse that was verified, and which of the root's policy hosts signed it. */
export interface VerifiedPulse extends PulsePayload {
  readonly sha256: string;
  readonly signed_by: readonly string[];
}

type Accepted<Value> = Promise<Result<Value, OfferRefusal>>;
const layerNamed = (name: string): Layer | undefined => LAYERS.find((layer) => layer === name);
/** Whether something signed is out of its time. @param kept it comes from the holder's own store: it may have expired since */
const untimely = ({ issued_at, expires }: Pick<BundlePayload, "issued_at" | "expires">, now: string, kept: boolean): RefusalCode | null => {
  if (issued_at > later(now, CLOCK_SKEW_SECONDS)) return "issued_in_future";
  return !kept && now >= expires ? "expired" : null;
};

/** The first question of a bundle that this evaluator answers otherwise than those who signed it; null when there is none. */
const failedSelfTest = (bundle: PolicyBundle, { self_test }: BundleContent): number | null => {
  const index = self_test.findIndex(({ request, expect }) => {
    const { effect, rule_id } = decide(bundle, request);
    return effect !== expect.effect || rule_id !== expect.rule_id;
  });
  return index < 0 ? null : index;
};

/**
 * Holds what is trusted. What is accepted replaces what was held; what is refused changes nothing. Offers are taken one after
 * another, also when several are made at once. Times are Instants, and come from the caller.
 */
export class TrustedPolicySet {
  #held: HeldRoot;
  readonly #bundles = new Map<Layer, PolicyBundle>();
  readonly #overlays = new Map<Layer, PolicyOverlay>();
  #pulse: VerifiedPulse | null = null;
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
    const root = await pinnedRoot(envelope);
    return root.ok ? ok(new TrustedPolicySet(root.value, marks)) : root;
  }

  get root(): RootPayload {
    return this.#held.root;
  }

  /** The newest pulse, be it over or not. */
  get pulse(): VerifiedPulse | null {
    return this.#pulse;
  }

  /** The bundle in force for a layer, as it was signed. */
  bundle(layer: Layer): PolicyBundle | null {
    return this.#bundles.get(layer) ?? null;
  }

  /** The newest overlay upon the bundle in force, be it over or not. */
  overlay(layer: Layer): PolicyOverlay | null {
    return this.#overlays.get(layer) ?? null;
  }

  /** What decides for a layer at a moment. null: there is no bundle. */
  inForce(layer: Layer, now: string): PolicyInForce | null {
    const bundle = this.bundle(layer);
    if (bundle === null) return null;
    return inForceAt({ root: this.root, bundle, overlay: this.overlay(layer), pulse: this.#pulse, versions: this.versions }, now);
  }

  /** What is held, as a pulse states it. */
  get versions(): Versions {
    const layers = Array.from(this.#bundles, ([layer, { version, sha256 }]) => {
      const overlay = this.overlay(layer);
      return [layer, { bundle: { version, sha256 }, overlay: overlay === null ? null : { version: overlay.version, sha256: overlay.sha256 } }] as const;
    });
    return { root: { version: this.root.version, sha256: this.#held.sha256 }, layers: Object.fromEntries(layers) };
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

  /** Offers an overlay upon the bundle in force. @param envelope anything, supposedly an Envelope */
  offerOverlay(envelope: unknown, now: string): Accepted<PolicyOverlay> {
    return this.#inTurn(() => this.#acceptOverlay(envelope, now, false));
  }

  /** Takes up an overlay from the holder's own store. One that is over refuses nothing, and still says that it was there. */
  loadOverlay(envelope: unknown, now: string): Accepted<PolicyOverlay> {
    return this.#inTurn(() => this.#acceptOverlay(envelope, now, true));
  }

  /** Offers a pulse. @param envelope anything, supposedly an Envelope */
  offerPulse(envelope: unknown, now: string): Accepted<VerifiedPulse> {
    return this.#inTurn(() => this.#acceptPulse(envelope, now, false));
  }

  /** Takes up a pulse from the holder's own store: one that is over vouches for nothing, and is still gone on from. */
  loadPulse(envelope: unknown, now: string): Accepted<VerifiedPulse> {
    return this.#inTurn(() => this.#acceptPulse(envelope, now, true));
  }

  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined); // the caller of that turn hears of it; the next turn is not its concern
    return turn;
  }

  async #acceptRoot(envelope: unknown): Accepted<RootPayload> {
    const before = this.#held;
    const next = await rootAfter(before, envelope);
    if (!next.ok) return next;
    this.#held = next.value;
    this.#dismiss(before.root);
    return ok(next.value.root);
  }

  /** What a single person or machine said ends when the next root no longer names them with the same key. */
  #dismiss(before: RootPayload): void {
    const { root } = this;
    for (const [layer, { signed_by }] of this.#overlays) {
      const officers = root.officers.filter(({ id }) => root.layers[layer]?.officers.includes(id));
      if (!signed_by.every(isAmong(officers))) this.#overlays.delete(layer);
    }
    const signed = before.pulse?.hosts.filter(({ id }) => this.#pulse?.signed_by.includes(id)) ?? [];
    // and a pulse that spoke of another root under this version spoke of nothing that is: officers have the last word on a root
    if (!signed.every(isAmong(root.pulse?.hosts ?? [])) || statesOther(this.#pulse?.root, this.versions.root)) this.#pulse = null;
  }

  async #acceptBundle(inTransit: unknown, now: string, kept: boolean): Accepted<PolicyBundle> {
    const { root } = this.#held;
    const opened = openBundleInTransit(inTransit);
    if (!opened.ok) return opened;
    const { envelope, chunks } = opened.value;
    if (!kept && now >= root.expires) return refused("root_expired");
    const signers = await verifiedSigners(envelope, BUNDLE_NAMESPACE, root.officers);
    if (!signers.ok) return signers;
    const read = readBundlePayload(envelope.payload);
    if (!read.ok) return read;
    const payload = read.value;
    const role = this.#speaking(payload.layer, signers.value);
    if (!role.ok) return role;
    const { layer, threshold } = role.value;
    if (signers.value.length < threshold) return refused("threshold_not_met");
    const sha256 = await sha256Hex(envelope.payload);
    const misplaced = untimely(payload, now, kept) ?? this.#misplaced(payload, layer, sha256);
    if (misplaced !== null) return refused(misplaced);
    const bytes = await assembleChunks(payload, chunks);
    if (!bytes.ok) return bytes;
    const content = readContent(bytes.value, payload);
    if (!content.ok) return content;
    const { policy } = content.value;
    const violation = checkFloor(this.bundle(layer)?.policy ?? null, policy);
    if (violation !== null) return refused("floor_violated", `${violation.name}: ${violation.violation}`);
    const { version, issued_at, expires } = payload;
    const accepted: PolicyBundle = { layer, version, issued_at, expires, sha256, signed_by: signers.value, threshold, policy };
    const failing = failedSelfTest(accepted, content.value);
    if (failing !== null) return refused("self_test_failed", `self_test[${String(failing)}]`);
    this.#bundles.set(layer, accepted);
    this.#overlays.delete(layer); // it was upon the bundle before
    return ok(accepted);
  }

  /** The layer that a payload names, if all signers are officers of it. */
  #speaking(name: string, signers: readonly Officer[]): Result<{ readonly layer: Layer; readonly threshold: number }, OfferRefusal> {
    const layer = layerNamed(name);
    const role = layer === undefined ? undefined : this.#held.root.layers[layer];
    if (layer === undefined || role === undefined) return refused("layer_unknown", name);
    const stranger = signers.find(({ id }) => !role.officers.includes(id));
    return stranger === undefined ? ok({ layer, threshold: role.threshold }) : refused("signer_unknown", stranger.id);
  }

  /** Whether a bundle is behind what is or was held, or beside it. */
  #misplaced({ version, prev_sha256 }: BundlePayload, layer: Layer, sha256: string): RefusalCode | null {
    const mark = this.#marks[layer];
    if (mark !== undefined && version < mark.version) return "version_old";
    if (mark?.version === version && mark.sha256 !== null && mark.sha256 !== sha256) return "version_conflict";
    const held = this.bundle(layer);
    if (held !== null && version < held.version) return "version_old";
    if (held?.version === version) return sha256 === held.sha256 ? "version_same" : "version_conflict";
    if (statesOther(this.#pulse?.layers[layer]?.bundle, { version, sha256 })) return "version_conflict";
    return held !== null && version === held.version + 1 && prev_sha256 !== held.sha256 ? "prev_mismatch" : null;
  }

  async #acceptOverlay(offered: unknown, now: string, kept: boolean): Accepted<PolicyOverlay> {
    const { root } = this.#held;
    const opened = openEnvelope(offered);
    if (!opened.ok) return opened;
    if (!kept && now >= root.expires) return refused("root_expired");
    const signers = await verifiedSigners(opened.value, OVERLAY_NAMESPACE, root.officers);
    if (!signers.ok) return signers;
    const read = readOverlay(opened.value.payload);
    if (!read.ok) return read;
    const role = this.#speaking(read.value.layer, signers.value);
    if (!role.ok) return role;
    const { layer } = role.value;
    const overlay: PolicyOverlay = { ...read.value, layer, sha256: await sha256Hex(opened.value.payload), signed_by: signers.value };
    const problem =
      overlayAbuse(overlay) ?? untimely(overlay, now, kept) ?? overlayMisfit(overlay, signers.value.length, this.bundle(layer), this.overlay(layer), this.#pulse?.layers[layer] ?? null);
    if (problem !== null) return refused(problem);
    this.#overlays.set(layer, overlay);
    return ok(overlay);
  }

  async #acceptPulse(offered: unknown, now: string, kept: boolean): Accepted<VerifiedPulse> {
    const { root } = this.#held;
    const opened = openEnvelope(offered);
    if (!opened.ok) return opened;
    if (!kept && now >= root.expires) return refused("root_expired");
    if (root.pulse === null) return refused("role_missing");
    const signers = await verifiedSigners(opened.value, PULSE_NAMESPACE, root.pulse.hosts);
    if (!signers.ok) return signers;
    const read = readPulse(opened.value.payload);
    if (!read.ok) return read;
    const pulse: VerifiedPulse = { ...read.value, sha256: await sha256Hex(opened.value.payload), signed_by: signers.value.map(({ id }) => id) };
    const before = this.#pulse;
    const problem = untimely(pulse, now, kept) ?? outOfTurn(pulse, before) ?? contradiction(pulse, before, this.versions);
    if (problem !== null) return refused(problem);
    this.#pulse = pulse;
    return ok(pulse);
  }
}

/** Pulses have no number: the moment at which one was issued is its place. */
const outOfTurn = (next: VerifiedPulse, held: VerifiedPulse | null): RefusalCode | null => {
  if (held === null || next.issued_at > held.issued_at) return null;
  if (next.issued_at < held.issued_at) return "version_old";
  return next.sha256 === held.sha256 ? "version_same" : "version_conflict";
};
