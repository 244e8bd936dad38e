/** The exact form of what is signed: root and bundle payloads (SPECIFICATION.md section 7). */
import type { BundlePayload, RootPayload } from "../model/policy-bundle.ts";
import { LAYERS } from "../model/policy.ts";
import {
  also, boolean, integer, list, object, oneOf, optionalFields, nullable, stringThat, type Shape,
} from "../shape/shape.ts";
import { instant, localisedText, shortText, versionNumber } from "./policy-shape.ts";
import { ed25519KeyOf } from "./ssh-wire.ts";

const officerId = stringThat((value) => /^[a-z0-9][a-z0-9.-]{0,63}$/.test(value), "an officer's id of a-z, 0-9, . and -");
const publicKey = stringThat((value) => ed25519KeyOf(value) !== null, "an OpenSSH key `ssh-ed25519 AAAA…`");
const digest = stringThat((value) => /^[0-9a-f]{64}$/.test(value), "a SHA-256 in lower-case hex");
const threshold = integer(0, Number.MAX_SAFE_INTEGER);
const layerOfficers = object({ officers: list(officerId, 1), threshold });

const expiresLater: Shape = (value, path) => {
  const { issued_at, expires } = value as BundlePayload | RootPayload; // only asked once the shape holds
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
      officers: list(object({ id: officerId, name: shortText, title: localisedText, key: publicKey }), 1),
      root_threshold: threshold,
      layers: optionalFields({}, Object.fromEntries(LAYERS.map((layer) => [layer, layerOfficers]))),
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
