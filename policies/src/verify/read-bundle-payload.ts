import type { BundlePayload } from "../model/policy-bundle.ts";
import { POLICY_LANGUAGE } from "../model/policy.ts";
import { ok, type Result } from "../model/result.ts";
import { refused } from "./envelope.ts";
import { bundleShape } from "./payload-shape.ts";
import type { OfferRefusal } from "./refusal-code.ts";
import { parseStrictJson } from "./strict-json.ts";

/** Reads a bundle's payload: its form and its language. That its `layer` is one of the root is for the caller to see. */
export const readBundlePayload = (payload: Uint8Array): Result<BundlePayload, OfferRefusal> => {
  const json = parseStrictJson(payload);
  if (!json.ok) return refused("json_invalid", json.failure);
  const problem = bundleShape(json.value, "bundle");
  if (problem !== null) return refused("schema_invalid", problem);
  const bundle = json.value as BundlePayload; // the shape holds, but for `layer`, which callers look up in the root
  return bundle.lang === POLICY_LANGUAGE ? ok(bundle) : refused("lang_unknown", bundle.lang);
};
