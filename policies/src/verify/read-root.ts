import type { RootPayload } from "../model/policy-bundle.ts";
import { ok, type Result } from "../model/result.ts";
import { isUsableKey } from "./ed25519.ts";
import { refused } from "./envelope.ts";
import { rootShape } from "./payload-shape.ts";
import type { OfferRefusal } from "./refusal-code.ts";
import { signingKeyOf, type SigningKey } from "./ssh-wire.ts";
import { parseStrictJson } from "./strict-json.ts";

/**
 * Who has a say about roots: all officers but those whom the root names for further layers alone. Else a ministry's officers could put
 * others in the place of the nation's.
 */
export const rootOfficers = ({ officers, layers: { national, ...further } }: Pick<RootPayload, "officers" | "layers">): RootPayload["officers"] =>
  officers.filter(({ id }) => national?.officers.includes(id) === true || !Object.values(further).some(({ officers: named }) => named.includes(id)));

const hasTwice = (values: readonly string[]): boolean => new Set(values).size !== values.length;

/** OpenSSH lets a token sign for `ssh:…` only; what a web page can ask of the same token always has another application. */
const speaksForSsh = ({ application }: SigningKey): boolean => application?.startsWith("ssh:") !== false;

/** Reads a root payload: form, usable keys, nobody and no key twice, thresholds that can be met. */
export const readRoot = (payload: Uint8Array): Result<RootPayload, OfferRefusal> => {
  const json = parseStrictJson(payload);
  if (!json.ok) return refused("json_invalid", json.failure);
  const problem = rootShape(json.value, "root");
  if (problem !== null) return refused("schema_invalid", problem);
  const root = json.value as RootPayload; // the shape holds
  const layers = Object.values(root.layers);
  const signers = [...root.officers, ...(root.pulse?.hosts ?? [])];
  const keys = signers.flatMap(({ key }) => signingKeyOf(key) ?? []); // each is one, says the shape
  if (!keys.every(({ point }) => isUsableKey(point))) return refused("key_low_order");
  if (!keys.every(speaksForSsh)) return refused("application_wrong");
  if (hasTwice(signers.map(({ id }) => id)) || hasTwice(keys.map(({ point }) => String(point))) || layers.some(({ officers }) => hasTwice(officers))) {
    return refused("officer_duplicate");
  }
  const reachable = (threshold: number, officers: number): boolean => threshold >= 1 && threshold <= officers;
  if (!reachable(root.root_threshold, rootOfficers(root).length) || !layers.every(({ threshold, officers }) => reachable(threshold, officers.length))) {
    return refused("threshold_unreachable");
  }
  return ok(root);
};
