/** How envelope cases are written down: things offered one after another, and what becomes of each. */
import type { BundleInTransit, Envelope } from "../../src/model/policy-bundle.ts";
import type { RefusalCode } from "../../src/verify/refusal-code.ts";

export type Outcome = "accepted" | RefusalCode;

export interface Step {
  readonly do:
    | "pin_root" | "offer_root" | "offer_bundle" | "load_bundle" | "offer_overlay" | "load_overlay" | "offer_pulse" | "load_pulse"
    /** what decides then */
    | "in_force"
    /** what decides then, of every layer */
    | "layers";
  /** null for `in_force` and `layers` */
  readonly thing: unknown;
  readonly now: string;
  readonly expect: Outcome | InForce | LayersSaid;
}

/** Until when it is fresh, what ends that, and the version of the overlay that refuses; or that there is nothing. */
export type InForce = `${string} ${"expiry" | "no_pulse" | "behind"}` | `${string} ${"expiry" | "no_pulse" | "behind"}, overlay ${number}` | "nothing";

/** Each layer that decides, with its version (0: no bundle of it is held) and until when it is fresh; or that there is nothing. */
export type LayersSaid = readonly string[] | "nothing";

export interface EnvelopeCase {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly held: { readonly root_version: number | null; readonly bundle_version: number | null };
}

export const NOW = "2026-11-23T12:00:00Z";

export const pin = (thing: unknown, expect: Outcome = "accepted"): Step => ({ do: "pin_root", thing, now: NOW, expect });
export const offerRoot = (thing: unknown, expect: Outcome = "accepted", now = NOW): Step => ({ do: "offer_root", thing, now, expect });
export const offer = (thing: unknown, expect: Outcome = "accepted", now = NOW): Step => ({ do: "offer_bundle", thing, now, expect });
export const load = (thing: unknown, expect: Outcome = "accepted", now = NOW): Step => ({ do: "load_bundle", thing, now, expect });

export const offerOverlay = (thing: unknown, expect: Outcome = "accepted", now = NOW): Step => ({ do: "offer_overlay", thing, now, expect });
export const loadOverlay = (thing: unknown, expect: Outcome = "accepted", now = NOW): Step => ({ do: "load_overlay", thing, now, expect });
export const offerPulse = (thing: unknown, expect: Outcome = "accepted", now = NOW): Step => ({ do: "offer_pulse", thing, now, expect });
export const loadPulse = (thing: unknown, expect: Outcome = "accepted", now = NOW): Step => ({ do: "load_pulse", thing, now, expect });
/** What decides for the layer `national`. */
export const inForce = (expect: InForce, now = NOW): Step => ({ do: "in_force", thing: null, now, expect });

/** What decides, of every layer. */
export const layers = (expect: LayersSaid, now = NOW): Step => ({ do: "layers", thing: null, now, expect });

/** A bundle with one field of its transit replaced. */
export const inTransit = (of: BundleInTransit, changes: { readonly [field: string]: unknown }): unknown => ({ ...of, ...changes });

/** An envelope with one field replaced. */
export const enveloped = (of: Envelope, changes: { readonly [field: string]: unknown }): unknown => ({ ...of, ...changes });
