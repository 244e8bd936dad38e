/**
 * Where this client's rules come from: kept on this computer, the homeserver's endpoint, and the governance room. Whatever
 * comes is verified against the pinned root; the last good version stays in force whatever is offered.
 */
import { instantOf } from "#policies/evaluate/instant.ts";
import type { BundleInTransit, Envelope, PolicyBundle } from "#policies/model/policy-bundle.ts";
import { POLICY_BUNDLE_EVENT, POLICY_OVERLAY_EVENT, POLICY_PULSE_EVENT, POLICY_ROOT_EVENT } from "#policies/model/wire-names.ts";
import type { OfferRefusal } from "#policies/verify/refusal-code.ts";
import { TrustedPolicySet, type HighWaterMark } from "#policies/verify/trusted-policy-set.ts";
import { liveSource, type Live } from "../domain/live.ts";
import type { Deployment } from "../domain/ports/deployment.ts";
import type { GovernanceEvent } from "../domain/ports/governance-feed.ts";
import type { PolicyStatus, RejectedOffer } from "../domain/ports/policy-advisor.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { liveView } from "./live-view.ts";
import type { OfferedPolicy, PolicyFetcher } from "./policy-endpoint.ts";
import type { KeptPolicy, PolicyMemory } from "./policy-memory.ts";
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

const LAYER = "national";
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
  #inTransit: BundleInTransit | null = null;
  #overlay: Envelope | null = null;
  #pulse: Envelope | null = null;
  #rejected: readonly RejectedOffer[] = [];
  #received = { at: 0, confirmedAt: null as number | null };
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

  /** The status once `first` has succeeded, and the bundle that decides; asked before, that is a bug. */
  held(): { readonly status: Live<PolicyStatus>; readonly bundle: Live<PolicyBundle> } {
    const status = liveView(this.#status, (value) => {
      if (value === null) throw new Error("no verified policy is held");
      return value;
    });
    return { status, bundle: liveView(status, ({ deciding }) => deciding) };
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
        if (type === POLICY_BUNDLE_EVENT && stateKey === LAYER) await this.#offerBundle(this.#chunks.inTransit(content), "governance_room");
        if (type === POLICY_OVERLAY_EVENT && stateKey === LAYER) await this.#offerOverlay(content, "governance_room");
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

  async #open(): Promise<Result<void, NoPolicy>> {
    const { deployment, memory, clock } = this.#parts;
    const read = await memory.read();
    // A keyring that is locked opens later; going on without it would forget the highest version seen.
    if (!read.ok && read.failure.code === "keyring_locked") return failed({ reason: read.failure.code });
    const kept = read.ok ? read.value : null;
    // Whoever can damage what is kept can also delete it: what then holds is the deployment's minimum version.
    if (!read.ok) this.#rejected = [{ code: read.failure.code, from: "store", at: clock.now() }];
    const pinned = await TrustedPolicySet.pin(deployment.root, { [LAYER]: highest(deployment.minimumPolicyVersion, kept) });
    if (!pinned.ok) return failed({ reason: pinned.failure.code });
    this.#trusted = pinned.value;
    if (kept === null) return ok(undefined);
    this.#governanceRoomId.set(kept.governanceRoomId);
    for (const root of kept.roots) await this.#offerRoot(root, "store");
    const loaded = await pinned.value.loadBundle(kept.bundle, instantOf(clock.now()));
    if (!loaded.ok) this.#reject(loaded.failure, "store");
    else {
      this.#inTransit = kept.bundle;
      this.#received = { at: kept.receivedAt, confirmedAt: kept.confirmedAt };
      if (kept.overlay !== null) await this.#offerOverlay(kept.overlay, "store");
      if (kept.pulse !== null) await this.#offerPulse(kept.pulse, "store");
      this.#publish();
    }
    return ok(undefined);
  }

  /** @returns why nothing came of it, or null. */
  async #ask(): Promise<string | null> {
    const fetched = await this.#parts.fetchPolicy();
    if (!fetched.ok) return fetched.failure.code;
    return this.#offer(fetched.value);
  }

  async #offer(offered: OfferedPolicy): Promise<string | null> {
    for (const root of offered.roots) await this.#offerRoot(root, "endpoint");
    if (offered.governanceRoomId !== null) this.#governanceRoomId.set(offered.governanceRoomId);
    if (offered.bundle === null) return "no_bundle";
    const reached = await this.#offerBundle(offered.bundle, "endpoint");
    if (offered.overlay !== null) await this.#offerOverlay(offered.overlay, "endpoint");
    if (offered.pulse !== null) await this.#offerPulse(offered.pulse, "endpoint");
    const same = !reached.ok && reached.failure.code === "version_same";
    if (reached.ok || same) {
      this.#received = { ...this.#received, confirmedAt: this.#parts.clock.now() };
      this.#publish();
      await this.#keep();
    }
    return reached.ok || same ? null : reached.failure.code;
  }

  async #offerRoot(root: unknown, from: Source): Promise<void> {
    const accepted = await this.#set().offerRoot(root);
    if (accepted.ok) {
      this.#roots = [...this.#roots, root as Envelope]; // only an envelope is accepted
      if (from !== "store") await this.#keep();
      if (this.#status.current() !== null) this.#publish();
    } else if (accepted.failure.code !== "version_old" && accepted.failure.code !== "version_same") {
      // Every root is offered again and again, from the first on: those behind us are no news.
      this.#reject(accepted.failure, from);
    }
  }

  async #offerBundle(offered: unknown, from: Source): Promise<Reached> {
    const { clock } = this.#parts;
    const reached: Reached = await this.#set().offerBundle(offered, instantOf(clock.now()));
    if (reached.ok) {
      this.#inTransit = offered as BundleInTransit; // only such a thing is accepted
      this.#received = { ...this.#received, at: clock.now() };
      this.#publish();
      await this.#keep();
    } else if (reached.failure.code !== "version_same") {
      this.#reject(reached.failure, from);
    }
    return reached;
  }

  async #offerOverlay(offered: unknown, from: Source): Promise<void> {
    const now = instantOf(this.#parts.clock.now());
    const reached = await (from === "store" ? this.#set().loadOverlay(offered, now) : this.#set().offerOverlay(offered, now));
    if (reached.ok) this.#overlay = offered as Envelope; // only an envelope is accepted
    await this.#settle(reached, from);
  }

  async #offerPulse(offered: unknown, from: Source): Promise<void> {
    const now = instantOf(this.#parts.clock.now());
    const reached = await (from === "store" ? this.#set().loadPulse(offered, now) : this.#set().offerPulse(offered, now));
    if (reached.ok) this.#pulse = offered as Envelope; // only an envelope is accepted
    await this.#settle(reached, from);
  }

  /** What follows from an overlay or a pulse. Those that are over go on being offered, and are no news. */
  async #settle(reached: Result<unknown, OfferRefusal>, from: Source): Promise<void> {
    if (reached.ok) {
      this.#publish();
      if (from !== "store") await this.#keep();
    } else if (reached.failure.code !== "version_same" && reached.failure.code !== "expired") {
      this.#reject(reached.failure, from);
    }
  }

  #reject({ code }: OfferRefusal, from: Source): void {
    this.#rejected = [{ code, from, at: this.#parts.clock.now() }, ...this.#rejected].slice(0, MOST_REJECTED);
    if (this.#status.current() !== null) this.#publish();
  }

  #publish(): void {
    const now = instantOf(this.#parts.clock.now());
    const held = this.#trusted?.inForce(LAYER, now) ?? null;
    if (held === null || this.#trusted === null) return;
    const { bundle, overlay, freshness } = held;
    // The same value as before while nothing about it changed: who decides keeps an index of its rules.
    const before = this.#status.current()?.deciding;
    const same = before?.sha256 === bundle.sha256 && before.expires === freshness.until && this.#status.current()?.overlay?.sha256 === overlay?.sha256;
    this.#status.set({
      bundle,
      deciding: before !== undefined && same ? before : held.deciding,
      overlay,
      rootExample: this.#trusted.root.example,
      officers: this.#trusted.root.layers[LAYER]?.officers.length ?? 0,
      staleSince: now >= freshness.until ? freshness.until : null,
      staleBy: freshness.ends,
      confirmedAt: this.#received.confirmedAt,
      receivedAt: this.#received.at,
      rejected: this.#rejected,
    });
    this.#wakeAtTurn();
  }

  /** A disk that is full loses a newer version at the next start only; the endpoint offers it again, and this tries again. */
  async #keep(): Promise<void> {
    const bundle = this.#trusted?.bundle(LAYER);
    if (!bundle || this.#inTransit === null) return;
    await this.#parts.memory.write({
      roots: this.#roots,
      bundle: this.#inTransit,
      overlay: this.#trusted?.overlay(LAYER) ? this.#overlay : null,
      pulse: this.#trusted?.pulse ? this.#pulse : null,
      mark: { version: bundle.version, sha256: bundle.sha256 },
      receivedAt: this.#received.at,
      confirmedAt: this.#received.confirmedAt,
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

  /** Publishes again when the bundle turns stale or the overlay ends. */
  #wakeAtTurn(): void {
    const status = this.#status.current();
    if (this.#timers.length === 0 || status === null) return; // nobody watches yet
    this.#timers[1]?.();
    const turns = [...(status.staleSince === null ? [status.deciding.expires] : []), ...(status.overlay === null ? [] : [status.overlay.expires])];
    const left = turns.map((turn) => Date.parse(turn) - this.#parts.clock.now());
    this.#timers[1] = this.#parts.clock.after(Math.min(LONGEST_TIMER_MS, ...left), () => {
      this.#publish();
    });
  }
}

const highest = (minimum: number, kept: KeptPolicy | null): HighWaterMark =>
  kept !== null && kept.mark.version >= minimum ? kept.mark : { version: minimum, sha256: null };

/** Roots in the order in which they are walked. */
const byVersion = (events: readonly GovernanceEvent[]): readonly GovernanceEvent[] =>
  events.filter(({ type }) => type === POLICY_ROOT_EVENT).sort((a, b) => Number(a.stateKey) - Number(b.stateKey));
