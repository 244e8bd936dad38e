import { later } from "../evaluate/instant.ts";
import type { BundlePayload } from "../model/policy-bundle.ts";
import { POLICY_LANGUAGE, type Policy } from "../model/policy.ts";
import { ok, type Result } from "../model/result.ts";
import { concatenate, sha256Hex } from "./bytes.ts";
import { refused } from "./envelope.ts";
import { policyShape } from "./policy-shape.ts";
import type { OfferRefusal } from "./refusal-code.ts";
import { parseStrictJson } from "./strict-json.ts";

export const CHUNK_LIMIT = 64;
export const CHUNK_SIZE_LIMIT = 40_000;
/** An exception ends at most this long after its bundle was issued. */
export const EXCEPTION_DAYS_LIMIT = 180;
const DAY = 24 * 60 * 60;

type ChunkBytes = readonly Uint8Array<ArrayBuffer>[];

/** Puts the chunks together that a payload lists: neither more nor less, with the listed sizes and digests. */
export const assembleChunks = async ({ chunks: listed }: BundlePayload, chunks: ChunkBytes): Promise<Result<Uint8Array, OfferRefusal>> => {
  if (listed.length > CHUNK_LIMIT || listed.some(({ size }) => size > CHUNK_SIZE_LIMIT)) return refused("too_large");
  if (chunks.length < listed.length) return refused("chunk_missing");
  if (chunks.length > listed.length) return refused("chunk_mismatch", "more chunks than listed");
  for (const [index, chunk] of chunks.entries()) {
    const expected = listed[index];
    if (chunk.length !== expected?.size || (await sha256Hex(chunk)) !== expected.sha256) return refused("chunk_mismatch", `chunk ${String(index)}`);
  }
  return ok(concatenate(chunks));
};

/** Reads the policy of a bundle: its form, its layer, its language, and that no exception lasts too long. */
export const readPolicy = (bytes: Uint8Array, { layer, issued_at }: Pick<BundlePayload, "layer" | "issued_at">): Result<Policy, OfferRefusal> => {
  const json = parseStrictJson(bytes);
  if (!json.ok) return refused("json_invalid", json.failure);
  const problem = policyShape(json.value, "policy");
  if (problem !== null) return refused("schema_invalid", problem);
  const policy = json.value as Policy; // the shape holds, but for `lang`
  const language: string = policy.lang;
  if (language !== POLICY_LANGUAGE) return refused("lang_unknown", language);
  if (policy.layer !== layer) return refused("schema_invalid", "policy.layer: the bundle's");
  const latestEnd = later(issued_at, EXCEPTION_DAYS_LIMIT * DAY);
  const lasting = policy.rules.find(({ exceptions }) => exceptions.some(({ until }) => until > latestEnd));
  if (lasting !== undefined) return refused("schema_invalid", `policy: an exception of ${lasting.id} lasts more than ${String(EXCEPTION_DAYS_LIMIT)} days`);
  return ok(policy);
};
