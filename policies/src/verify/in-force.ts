/** What decides at a moment: a bundle, narrowed by its overlay, and stale as soon as nobody vouches for it any more. */
import { later } from "../evaluate/instant.ts";
import type { PolicyBundle, PolicyOverlay, PulsePayload, RootPayload } from "../model/policy-bundle.ts";
import type { Policy } from "../model/policy.ts";
import { isBehind, PULSE_SECONDS, type Versions } from "./pulse.ts";

/** Until when a bundle counts as fresh, and what will have ended it: its own expiry, no newer pulse, or a pulse that names newer things. */
export interface Freshness {
  readonly until: string;
  readonly ends: "expiry" | "no_pulse" | "behind";
}

export interface PolicyInForce {
  /** as it was signed */
  readonly bundle: PolicyBundle;
  /** what `decide` is asked with: `expires` is when the bundle turns stale, and the overlay's rules are among the rules */
  readonly deciding: PolicyBundle;
  /** the overlay that refuses now, or null */
  readonly overlay: PolicyOverlay | null;
  readonly freshness: Freshness;
}

export interface Holding {
  readonly root: Pick<RootPayload, "pulse">;
  readonly bundle: PolicyBundle;
  readonly overlay: PolicyOverlay | null;
  readonly pulse: PulsePayload | null;
  /** what is held, as a pulse would state it */
  readonly versions: Versions;
}

/** A bundle vouches for itself for as long as a pulse does: those who signed it said that it is the newest. */
export const freshnessOf = ({ root, bundle, pulse, versions }: Holding): Freshness => {
  const expiry: Freshness = { until: bundle.expires, ends: "expiry" };
  if (root.pulse === null) return expiry;
  const sooner = (until: string, ends: Freshness["ends"]): Freshness => (until < bundle.expires ? { until, ends } : expiry);
  if (pulse !== null && isBehind(versions, pulse, bundle.layer)) return sooner(pulse.issued_at, "behind");
  const own = later(bundle.issued_at, PULSE_SECONDS);
  const vouched = pulse?.layers[bundle.layer] === undefined || pulse.expires < own ? own : pulse.expires;
  return sooner(vouched, "no_pulse");
};

const narrowed = new WeakMap<PolicyOverlay, WeakMap<Policy, Policy>>();

/** A policy with the rules of an overlay among its own: one value for each pair, because whoever decides keeps its index by policy. */
const narrowedBy = (overlay: PolicyOverlay, policy: Policy): Policy => {
  const upon = narrowed.get(overlay) ?? new WeakMap<Policy, Policy>();
  const made = upon.get(policy) ?? { ...policy, rules: [...overlay.rules, ...policy.rules] }; // E- sorts before R-
  narrowed.set(overlay, upon.set(policy, made));
  return made;
};

/** @param now Instant */
export const inForceAt = (holding: Holding, now: string): PolicyInForce => {
  const { bundle } = holding;
  const overlay = holding.overlay !== null && now < holding.overlay.expires ? holding.overlay : null;
  const freshness = freshnessOf(holding);
  const policy = overlay === null ? bundle.policy : narrowedBy(overlay, bundle.policy);
  return { bundle, deciding: { ...bundle, expires: freshness.until, policy }, overlay, freshness };
};
