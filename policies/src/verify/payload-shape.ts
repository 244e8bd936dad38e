/** The exact form of what is signed: payloads of root, bundle, pulse and overlay (SPECIFICATION.md section 7). */
import type { BundlePayload, OverlayPayload, RootPayload } from "../model/policy-bundle.ts";
import { LAYERS } from "../model/policy.ts";
import {
  also, boolean, integer, list, object, oneOf, optionalFields, nullable, stringThat, type Shape,
} from "../shape/shape.ts";
import { emergencyRule, instant, localisedText, shortText, versionNumber } from "./policy-shape.ts";
import { signingKeyOf } from "./ssh-wire.ts";

const signerId = stringThat((value) => /^[a-z0-9][a-z0-9.-]{0,63}$/.test(value), "an id of a-z, 0-9, . and -");
const publicKey = stringThat((value) => signingKeyOf(value) !== null, "an OpenSSH Ed25519 key, on a token or not");
const digest = stringThat((value) => /^[0-9a-f]{64}$/.test(value), "a SHA-256 in lower-case hex");
const stated = object({ version: versionNumber, sha256: digest });
const threshold = integer(0, Number.MAX_SAFE_INTEGER);
const layerOfficers = object({ officers: list(signerId, 1), threshold });
const byLayer = (shape: Shape): Shape => optionalFields({}, Object.fromEntries(LAYERS.map((layer) => [layer, shape])));

const expiresLater: Shape = (value, path) => {
  const { issued_at, expires } = value as Pick<RootPayload, "issued_at" | "expires">; // only asked once the shape holds
  return issued_at < expires ? null : `${path}.expires: later than issued_at`;
};

/** Answers null for a RootPayload; whether keys, people and thresholds are usable is asked elsewhere. */
export const rootShape: Shape = also(
  also(
    object({
      type: oneOf("root"),
      version: versionNumber,
      example: boolean,
      issued_at: instant,
      expires: instant,
      officers: list(object({ id: signerId, name: shortText, title: localisedText, key: publicKey }), 1),
      root_threshold: threshold,
      layers: byLayer(layerOfficers),
      pulse: nullable(object({ hosts: list(object({ id: signerId, key: publicKey }), 1) })),
    }),
    expiresLater,
  ),
  (value, path) => {
    const { officers, layers } = value as RootPayload; // the shape holds
    const known = new Set(officers.map(({ id }) => id));
    const unknown = Object.values(layers).flatMap((layer) => layer.officers).find((id) => !known.has(id));
    return unknown === undefined ? null : `${path}.layers: no officer ${unknown}`;
  },
);

/** Answers null for a BundlePayload of any `lang` and `layer`, with chunks of any size. */
export const bundleShape: Shape = also(
  also(
    object({
      type: oneOf("bundle"),
      lang: shortText,
      layer: shortText,
      version: versionNumber,
      prev_sha256: nullable(digest),
      issued_at: instant,
      expires: instant,
      compiler: shortText,
      chunks: list(object({ sha256: digest, size: integer(1, Number.MAX_SAFE_INTEGER) }), 1),
    }),
    expiresLater,
  ),
  (value, path) => {
    const { version, prev_sha256 } = value as BundlePayload; // the shape holds
    return (version === 1) === (prev_sha256 === null) ? null : `${path}.prev_sha256: null for version 1 only`;
  },
);

/** Answers null for a PulsePayload. */
export const pulseShape: Shape = also(
  object({
    type: oneOf("pulse"),
    issued_at: instant,
    expires: instant,
    root: stated,
    layers: byLayer(object({ bundle: stated, overlay: nullable(stated) })),
  }),
  expiresLater,
);

/** Answers null for an OverlayPayload of any `lang` and `layer`, whose rules may have any `effect` and name any actions. */
export const overlayShape: Shape = also(
  also(
    object({
      type: oneOf("overlay"),
      lang: shortText,
      layer: shortText,
      bundle: stated,
      version: versionNumber,
      issued_at: instant,
      expires: instant,
      rules: list(emergencyRule),
    }),
    expiresLater,
  ),
  (value, path) => {
    const { rules } = value as OverlayPayload; // the shape holds
    return rules.every(({ id }, index) => (rules[index - 1]?.id ?? "") < id) ? null : `${path}.rules: sorted, none twice`;
  },
);
