/** The emergency overlay: what one officer may refuse at once (SPECIFICATION.md section 7, "Overlay"). */
import { later } from "../evaluate/instant.ts";
import type { LayerVersions, OverlayPayload, PolicyBundle, PolicyOverlay } from "../model/policy-bundle.ts";
import { ACTIONS, POLICY_LANGUAGE, type Action } from "../model/policy.ts";
import { ok, type Result } from "../model/result.ts";
import { refused } from "./envelope.ts";
import { overlayShape } from "./payload-shape.ts";
import { missingName } from "./policy-shape.ts";
import { statesOther } from "./pulse.ts";
import type { OfferRefusal, RefusalCode } from "./refusal-code.ts";
import { parseStrictJson } from "./strict-json.ts";

export const OVERLAY_SECONDS = 72 * 60 * 60;
/** It travels as one state event. */
export const OVERLAY_SIZE_LIMIT = 40_000;
/** From this version on it takes as many officers. */
const RENEWAL = { version: 2, officers: 2 } as const;

/** Whether an overlay may refuse an action: all but those by which people read what they could read before. */
const REFUSABLE: { readonly [action in Action]: boolean } = {
  change_history: true,
  change_power: true,
  create_room: true,
  invite: true,
  join: true,
  make_public: true,
  publish: true,
  send: true,
  set_alias: true,
  start_call: true,
  upgrade_room: true,
};
const isAction = (name: string): name is Action => ACTIONS.some((action) => action === name);
/** `read` is no action of the language, so that no rule can refuse it; an overlay that tries is told why. */
const takesReading = (name: string): boolean => name === "read" || (isAction(name) && !REFUSABLE[name]);

/** Reads an overlay's payload: form and language. Whether it may say what it says is asked later: see `overlayAbuse`. */
export const readOverlay = (payload: Uint8Array): Result<OverlayPayload, OfferRefusal> => {
  if (payload.length > OVERLAY_SIZE_LIMIT) return refused("too_large");
  const json = parseStrictJson(payload);
  if (!json.ok) return refused("json_invalid", json.failure);
  const problem = overlayShape(json.value, "overlay");
  if (problem !== null) return refused("schema_invalid", problem);
  const overlay = json.value as OverlayPayload; // the shape holds, but for `layer`, effects and actions, which are looked at next
  return overlay.lang === POLICY_LANGUAGE ? ok(overlay) : refused("lang_unknown", overlay.lang);
};

/** What no overlay may do, whoever signed it. */
export const overlayAbuse = ({ issued_at, expires, rules }: OverlayPayload): RefusalCode | null => {
  if (expires > later(issued_at, OVERLAY_SECONDS)) return "lasts_too_long";
  if (rules.some(({ effect }) => effect !== "deny")) return "overlay_allows";
  const names: readonly string[] = rules.flatMap(({ actions }) => actions);
  if (names.some(takesReading)) return "overlay_refuses_reading";
  return names.every(isAction) ? null : "schema_invalid";
};

/**
 * Whether an overlay fits upon the bundle that is held, and comes after the overlay that is.
 * @param signers how many officers signed
 * @param stated what the pulse held says of the layer; null: nothing, or nobody holds one
 */
export const overlayMisfit = (
  next: OverlayPayload & { readonly sha256: string },
  signers: number,
  bundle: PolicyBundle | null,
  held: PolicyOverlay | null,
  stated: LayerVersions | null,
): RefusalCode | null => {
  if (bundle !== null && next.bundle.version < bundle.version) return "version_old";
  if (bundle?.version !== next.bundle.version || bundle.sha256 !== next.bundle.sha256) return "bundle_mismatch";
  if (held !== null && next.version < held.version) return "version_old";
  if (held?.version === next.version) return held.sha256 === next.sha256 ? "version_same" : "version_conflict";
  if (stated?.bundle.version === bundle.version && statesOther(stated.overlay, next)) return "version_conflict";
  if (next.version >= RENEWAL.version && signers < RENEWAL.officers) return "renewed_alone";
  return next.rules.every((rule) => missingName(rule, bundle.policy) === null) ? null : "schema_invalid";
};
