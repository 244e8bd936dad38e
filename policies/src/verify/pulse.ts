/** The pulse: a policy host's word on which versions are current (SPECIFICATION.md section 7, "Pulse"). */
import { later } from "../evaluate/instant.ts";
import type { PulsePayload, Stated } from "../model/policy-bundle.ts";
import { LAYERS, type Layer } from "../model/policy.ts";
import { ok, type Result } from "../model/result.ts";
import { refused } from "./envelope.ts";
import { pulseShape } from "./payload-shape.ts";
import type { OfferRefusal, RefusalCode } from "./refusal-code.ts";
import { parseStrictJson } from "./strict-json.ts";

/** A pulse holds no longer than this; so long, at most, a freeze goes unnoticed. */
export const PULSE_SECONDS = 24 * 60 * 60;

export const readPulse = (payload: Uint8Array): Result<PulsePayload, OfferRefusal> => {
  const json = parseStrictJson(payload);
  if (!json.ok) return refused("json_invalid", json.failure);
  const problem = pulseShape(json.value, "pulse");
  if (problem !== null) return refused("schema_invalid", problem);
  const pulse = json.value as PulsePayload; // the shape holds
  return pulse.expires > later(pulse.issued_at, PULSE_SECONDS) ? refused("lasts_too_long") : ok(pulse);
};

/** Versions as a pulse states them, or as somebody holds them. */
export type Versions = Pick<PulsePayload, "root" | "layers">;

const NONE: Stated = { version: 0, sha256: "" };

/** Everything that `known` has, beside what `next` says of it. An overlay is compared upon one and the same bundle only. */
const pairs = (next: Versions, known: Versions): readonly (readonly [next: Stated, known: Stated])[] => [
  [next.root, known.root],
  ...LAYERS.flatMap((layer): (readonly [Stated, Stated])[] => {
    const before = known.layers[layer];
    if (before === undefined) return [];
    const now = next.layers[layer];
    const bundles = [now?.bundle ?? NONE, before.bundle] as const;
    const sameBundle = now?.bundle.version === before.bundle.version;
    return before.overlay !== null && sameBundle ? [bundles, [now.overlay ?? NONE, before.overlay]] : [bundles];
  }),
];

/** Whether a pulse has another digest for a version than what is offered under that version. */
export const statesOther = (stated: Stated | null | undefined, { version, sha256 }: Stated): boolean => stated?.version === version && stated.sha256 !== sha256;

const goesBack = (next: Versions, known: Versions): boolean => pairs(next, known).some(([said, before]) => said.version < before.version);
const contradicts = (next: Versions, known: Versions): boolean =>
  pairs(next, known).some(([said, before]) => statesOther(said, before));

/**
 * Whether a pulse goes back behind the one before it, or gives another digest for a version that is known.
 * @param before what the pulse in force states, or null
 * @param held it may be newer than what the host has seen; under the same version it must be the same
 */
export const contradiction = (next: Versions, before: Versions | null, held: Versions): RefusalCode | null => {
  if (before !== null && goesBack(next, before)) return "version_old";
  return contradicts(next, held) || (before !== null && contradicts(next, before)) ? "version_conflict" : null;
};

/** Whether a pulse states a newer root, or anything newer of one layer, than what is held: then it was withheld. */
export const isBehind = (held: Versions, { root, layers }: Versions, layer: Layer): boolean => {
  const stated = layers[layer];
  return goesBack(held, { root, layers: stated === undefined ? {} : { [layer]: stated } });
};
