import { later } from "../evaluate/instant.ts";
import type { PolicyBundle } from "../model/policy-bundle.ts";
import type { Instant, Policy } from "../model/policy.ts";

/** A policy as if it were in force at a moment, to ask what it would decide. Nobody signed it, and nothing enforces it. @param stale whether it has expired by then */
export const unsignedBundle = (policy: Policy, now: Instant, stale = false): PolicyBundle => ({
  layer: policy.layer,
  version: 1,
  issued_at: now,
  expires: stale ? now : later(now, 1),
  sha256: "",
  signed_by: [],
  threshold: 0,
  policy,
});
