/**
 * Where this client's rules come from: kept on this computer, the homeserver's endpoint, and the governance room. Whatever
 * comes is verified against the pinned root; the last good version stays in force whatever is offered.
 */
import { instantOf } from "#policies/evaluate/instant.ts";
import type { BundleInTransit, Envelope, PolicyBundle, PolicyOverlay } from "#policies/model/policy-bundle.ts";
import { LAYERS, type Layer } from "#policies/model/policy.ts";
import { POLICY_BUNDLE_EVENT, POLICY_OVERLAY_EVENT, POLICY_PULSE_EVENT, POLICY_ROOT_EVENT } from "#policies/model/wire-names.ts";
import type { OfferRefusal } from "#policies/verify/refusal-code.ts";
import { TrustedPolicySet, type HighWaterMark, type HighWaterMarks } from "#policies/verify/trusted-policy-set.ts";
import type { DecidingLayers } from "../domain/deciding-layers.ts";
import { liveSource, type Live } from "../domain/live.ts";
import type { Deployment } from "../domain/ports/deployment.ts";
import type { GovernanceEvent } from "../domain/ports/governance-feed.ts";
import type { PolicyStatus, RejectedOffer } from "../domain/ports/policy-advisor.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { liveView } from "./live-view.ts";
import type { OfferedPolicy, PolicyFetcher } from "./policy-endpoint.ts";
import type { KeptLayer, KeptPolicy, PolicyMemory } from "./policy-memory.ts";
import { decidingLayers, policyStanding, turnsAhead } from "./policy-standing.ts";
import { PublishedChunks } from "./published-chunks.ts";

export interface LoaderParts {
  readonly deployment: Pick<Deployment, "root" | "minimumPolicyVersion">;
  readonly memory: PolicyMemory;
  readonly fetchPolicy: PolicyFetcher;
  readonly clock: {
    /** ms since the epoch */
    now(): number;
    /** Calls `wake` after `ms`. @returns how to call it off. */
    after(ms: number, wake: () => void): () => void;
  };
}

/** Why there are no rules yet; a reason code of section 7, or one of these. */
export interface NoPolicy {
  readonly reason: string;
}

const MOST_REJECTED = 20;
const REFRESH_MS = 10 * 60_000;
/** Timers of browsers overflow after 24 days; looking once an hour is soon enough for an expiry. */
const LONGEST_TIMER_MS = 3_600_000;

type Source = RejectedOffer["from"];
type Reached = Result<PolicyBundle, OfferRefusal>;


export class TrustedPolicyLoader {
  readonly #parts: LoaderParts;
  readonly #status = liveSource<PolicyStatus | null>(null);
  readonly #governanceRoomId = liveSource<string | null>(null);
  readonly #chunks = new PublishedChunks();
  #trusted: TrustedPolicySet | null = null;
  #roots: readonly Envelope[] = [];
  /** also what the root has no layer for any more: should it name that layer again, nothing older is taken */
  readonly #kept = new Map<Layer, KeptLayer>();
  #pulse: Envelope | null = null;
  #rejected: readonly RejectedOffer[] = [];
  #confirmedAt: number | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #timers: (() => void)[] = [];

  constructor(parts: LoaderParts) {
    this.#parts = parts;
  }

  /** The room to listen to, once it is known: a hint of the homeserver's, never a reason to trust. */
  get governanceRoomId(): Live<string | null> {
    return this.#governanceRoomId;
  }

  /** null until the first verified bundle. */
  get status(): Live<PolicyStatus | null> {
    return this.#status;
  }

  /** Once `first` has succeeded: the status, what decides together, and the nation's part in it; asked before, that is a bug. */
  held(): { readonly status: Live<PolicyStatus>; readonly layers: Live<DecidingLayers>; readonly bundle: Live<PolicyBundle> } {
    const status = liveView(this.#status, (value) => {
      if (value === null) throw new Error("no verified policy is held");
      return value;
    });
    return { status, layers: liveView(status, decidingLayers()), bundle: liveView(status, ({ deciding }) => deciding) };
  }

  /**
   * Opens what is kept on this computer and asks the homeserver. A held bundle is enough: then the homeserver is asked
   * without anybody waiting. To be called again after a failure, with a pause.
   */
  first(): Promise<Result<void, NoPolicy>> {
    return this.#inTurn(async () => {
      if (this.#trusted === null) {
        const opened = await this.#open();
        if (!opened.ok) return opened;
      }
      if (this.#status.current() === null) {
        const problem = await this.#ask();
        if (this.#status.current() === null) return failed({ reason: problem ?? "no_bundle" });
      } else {
        void this.refresh();
      }
      this.#watch();
      return ok(undefined);
    });
  }

  /** Asks the homeserver's endpoint for a newer version now. */
  refresh(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#trusted !== null) await this.#ask();
    });
  }

  /** Offers what was published in the governance room; chunks come before the bundle that lists them. */
  offerPublished(events: readonly GovernanceEvent[]): Promise<void> {
    return this.#inTurn(async () => {
      for (const event of events) this.#chunks.note(event);
      for (const { content } of byVersion(events)) await this.#offerRoot(content, "governance_room");
      for (const { type, stateKey, content } of events) {
        const layer = this.#layers().find((named) => named === stateKey);
        if (type === POLICY_BUNDLE_EVENT && layer !== undefined) await this.#offerBundle(layer, this.#chunks.inTransit(content), "governance_room");
        if (type === POLICY_OVERLAY_EVENT && layer !== undefined) await this.#offerOverlay(layer, content, "governance_room");
        if (type === POLICY_PULSE_EVENT && stateKey === "") await this.#offerPulse(content, "governance_room");
      }
    });
  }

  /** Calls every timer off. */
  close(): void {
    for (const callOff of this.#timers.splice(0)) callOff();
  }

  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined); // the caller of that turn hears of it
    return turn;
  }

  /** Nothing is offered before the pinned root was read; if it is, that is a bug. */
  #set(): TrustedPolicySet {
    if (this.#trusted === null) throw new Error("no root is pinned yet");
    return this.#trusted;
  }

  /** Whose rules are looked at. What the root has no layer for decides nothing, and that it is there is no news. */
  #layers(): readonly Layer[] {
    const { layers } = this.#set().root;
    return LAYERS.filter((layer) => layer === "national" || layers[layer] !== undefined);
  }

  async #open(): Promise<Result<void, NoPolicy>> {
    const { deployment, memory, clock } = this.#parts;
    const read = await memory.read();
    // A keyring that is locked opens later; going on without it would forget the highest version seen.
    if (!read.ok && read.failure.code === "keyring_locked") return failed({ reason: read.failure.code });
    const kept = read.ok ? read.value : null;
    // Whoever can damage what is kept can also delete it: what then holds is the deployment's minimum version.
    if (!read.ok) this.#rejected = [{ code: read.failure.code, from: "store", at: clock.now(), of: null }];
    const pinned = await TrustedPolicySet.pin(deployment.root, marksOf(deployment.minimumPolicyVersion, kept));
    if (!pinned.ok) return failed({ reason: pinned.failure.code });
    this.#trusted = pinned.value;
    if (kept !== null) await this.#takeUp(kept);
    return ok(undefined);
  }

  async #takeUp({ roots, layers, pulse, confirmedAt, governanceRoomId }: KeptPolicy): Promise<void> {
    this.#governanceRoomId.set(governanceRoomId);
    this.#confirmedAt = confirmedAt;
    for (const root of roots) await this.#offerRoot(root, "store");
    for (const layer of LAYERS) {
      const kept = layers[layer];
      if (kept === undefined) continue;
      this.#kept.set(layer, kept);
      if (!this.#layers().includes(layer)) continue;
      const loaded = await this.#set().loadBundle(kept.bundle, instantOf(this.#parts.clock.now()));
      if (!loaded.ok) this.#reject(loaded.failure, "store", layer);
      else if (kept.overlay !== null) await this.#offerOverlay(layer, kept.overlay, "store");
    }
    if (pulse !== null) await this.#offerPulse(pulse, "store");
    this.#publish();
  }

  /** @returns why nothing came of it, or null. */
  async #ask(): Promise<string | null> {
    const fetched = await this.#parts.fetchPolicy();
    if (!fetched.ok) return fetched.failure.code;
    return this.#offer(fetched.value);
  }

  /** In the order of section 8. */
  async #offer(offered: OfferedPolicy): Promise<string | null> {
    for (const root of offered.roots) await this.#offerRoot(root, "endpoint");
    if (offered.governanceRoomId !== null) this.#governanceRoomId.set(offered.governanceRoomId);
    let problem: string | null = "no_bundle";
    for (const layer of this.#layers()) {
      const bundle = offered.bundles[layer] ?? null;
      if (bundle === null) continue;
      const reached = await this.#offerBundle(layer, bundle, "endpoint");
      if (layer === "national") problem = reached.ok || reached.failure.code === "version_same" ? null : reached.failure.code;
    }
    for (const layer of this.#layers()) {
      const overlay = offered.overlays[layer] ?? null;
      if (overlay !== null) await this.#offerOverlay(layer, overlay, "endpoint");
    }
    if (offered.pulse !== null) await this.#offerPulse(offered.pulse, "endpoint");
    if (problem === null) {
      this.#confirmedAt = this.#parts.clock.now();
      this.#publish();
      await this.#keep();
    }
    return problem;
  }

  async #offerRoot(root: unknown, from: Source): Promise<void> {
    const accepted = await this.#set().offerRoot(root);
    if (accepted.ok) {
      this.#roots = [...this.#roots, root as Envelope]; // only an envelope is accepted
      if (from !== "store") await this.#keep();
      if (this.#status.current() !== null) this.#publish();
    } else if (accepted.failure.code !== "version_old" && accepted.failure.code !== "version_same") {
      // Every root is offered again and again, from the first on: those behind us are no news.
      this.#reject(accepted.failure, from, null);
    }
  }

  /** @param place where it lay; what layer it is of, it says itself under signature */
  async #offerBundle(place: Layer, offered: unknown, from: Source): Promise<Reached> {
    const { clock } = this.#parts;
    const reached: Reached = await this.#set().offerBundle(offered, instantOf(clock.now()));
    if (reached.ok) {
      const { layer, version, sha256 } = reached.value;
      // only such a thing is accepted
      this.#kept.set(layer, { bundle: offered as BundleInTransit, overlay: null, mark: { version, sha256 }, receivedAt: clock.now() });
      this.#publish();
      await this.#keep();
    } else if (reached.failure.code !== "version_same") {
      this.#reject(reached.failure, from, place);
    }
    return reached;
  }

  async #offerOverlay(place: Layer, offered: unknown, from: Source): Promise<void> {
    const now = instantOf(this.#parts.clock.now());
    const reached: Result<PolicyOverlay, OfferRefusal> = await (from === "store" ? this.#set().loadOverlay(offered, now) : this.#set().offerOverlay(offered, now));
    const kept = reached.ok ? this.#kept.get(reached.value.layer) : undefined;
    if (reached.ok && kept !== undefined) this.#kept.set(reached.value.layer, { ...kept, overlay: offered as Envelope }); // only an envelope is accepted
    await this.#settle(reached, from, place);
  }

  async #offerPulse(offered: unknown, from: Source): Promise<void> {
    const now = instantOf(this.#parts.clock.now());
    const reached = await (from === "store" ? this.#set().loadPulse(offered, now) : this.#set().offerPulse(offered, now));
    if (reached.ok) this.#pulse = offered as Envelope; // only an envelope is accepted
    await this.#settle(reached, from, null);
  }

  /** What follows from an overlay or a pulse. Those that are over go on being offered, and are no news. */
  async #settle(reached: Result<unknown, OfferRefusal>, from: Source, of: Layer | null): Promise<void> {
    if (reached.ok) {
      this.#publish();
      if (from !== "store") await this.#keep();
    } else if (reached.failure.code !== "version_same" && reached.failure.code !== "expired") {
      this.#reject(reached.failure, from, of);
    }
  }

  #reject({ code }: OfferRefusal, from: Source, of: Layer | null): void {
    this.#rejected = [{ code, from, at: this.#parts.clock.now(), of }, ...this.#rejected].slice(0, MOST_REJECTED);
    if (this.#status.current() !== null) this.#publish();
  }

  #publish(): void {
    if (this.#trusted === null) return;
    const receivedAt = new Map(Array.from(this.#kept, ([layer, kept]) => [layer, kept.receivedAt] as const));
    const reception = { receivedAt, confirmedAt: this.#confirmedAt, rejected: this.#rejected };
    const status = policyStanding(this.#trusted, instantOf(this.#parts.clock.now()), this.#status.current(), reception);
    if (status === null) return;
    this.#status.set(status);
    this.#wakeAtTurn();
  }

  /** A disk that is full loses a newer version at the next start only; the endpoint offers it again, and this tries again. */
  async #keep(): Promise<void> {
    const trusted = this.#trusted;
    if (trusted === null || this.#kept.size === 0) return;
    const layers = Array.from(this.#kept, ([layer, kept]) => [layer, { ...kept, overlay: trusted.overlay(layer) === null ? null : kept.overlay }] as const);
    await this.#parts.memory.write({
      roots: this.#roots,
      layers: Object.fromEntries(layers),
      pulse: trusted.pulse ? this.#pulse : null,
      confirmedAt: this.#confirmedAt,
      governanceRoomId: this.#governanceRoomId.current(),
    });
  }

  /** Asks again now and then, and says when the bundle turns stale or the overlay ends. */
  #watch(): void {
    if (this.#timers.length > 0) return;
    const refresh = (): void => {
      void this.refresh();
      this.#timers[0] = this.#parts.clock.after(REFRESH_MS, refresh);
    };
    this.#timers[0] = this.#parts.clock.after(REFRESH_MS, refresh);
    this.#wakeAtTurn();
  }

  /** Publishes again when something about the rules ends by itself. */
  #wakeAtTurn(): void {
    const status = this.#status.current();
    if (this.#timers.length === 0 || status === null) return; // nobody watches yet
    this.#timers[1]?.();
    const now = this.#parts.clock.now();
    const left = turnsAhead(this.#set(), status, instantOf(now)).map((turn) => Date.parse(turn) - now);
    this.#timers[1] = this.#parts.clock.after(Math.min(LONGEST_TIMER_MS, ...left), () => {
      this.#publish();
    });
  }
}

/** Below these versions nothing is taken, whoever offers it. */
function marksOf(minimum: number, kept: KeptPolicy | null): HighWaterMarks {
  const marks = Object.entries(kept?.layers ?? {}).map(([layer, { mark }]) => [layer, mark] as const);
  const seen: HighWaterMarks = Object.fromEntries(marks);
  const least: HighWaterMark = { version: minimum, sha256: null };
  return { ...seen, national: seen.national !== undefined && seen.national.version >= minimum ? seen.national : least };
}

/** Roots in the order in which they are walked. */
const byVersion = (events: readonly GovernanceEvent[]): readonly GovernanceEvent[] =>
  events.filter(({ type }) => type === POLICY_ROOT_EVENT).sort((a, b) => Number(a.stateKey) - Number(b.stateKey));
