import type { RootPayload } from "../model/policy-bundle.ts";
import { ok, type Result } from "../model/result.ts";
import { isUsableKey } from "./ed25519.ts";
import { refused } from "./envelope.ts";
import { rootShape } from "./payload-shape.ts";
import type { OfferRefusal } from "./refusal-code.ts";
import { ed25519KeyOf } from "./ssh-wire.ts";
import { parseStrictJson } from "./strict-json.ts";

const hasTwice = (values: readonly string[]): boolean => new Set(values).size !== values.length;

/** Reads a root payload: form, usable keys, nobody and no key twice, thresholds that can be met. */
export const readRoot = (payload: Uint8Array): Result<RootPayload, OfferRefusal> => {
  const json = parseStrictJson(payload);
  if (!json.ok) return refused("json_invalid", json.failure);
  const problem = rootShape(json.value, "root");
  if (problem !== null) return refused("schema_invalid", problem);
  const root = json.value as RootPayload; // the shape holds
  const layers = Object.values(root.layers);
  const weak = root.officers.find(({ key }) => !isUsableKey(ed25519KeyOf(key) ?? new Uint8Array()));
  if (weak !== undefined) return refused("key_low_order", weak.id);
  const ids = root.officers.map(({ id }) => id);
  if (hasTwice(ids) || hasTwice(root.officers.map(({ key }) => key)) || layers.some(({ officers }) => hasTwice(officers))) {
    return refused("officer_duplicate");
  }
  const reachable = (threshold: number, officers: number): boolean => threshold >= 1 && threshold <= officers;
  if (!reachable(root.root_threshold, ids.length) || !layers.every(({ threshold, officers }) => reachable(threshold, officers.length))) {
    return refused("threshold_unreachable");
  }
  return ok(root);
};
