/** The chunks in which a bundle's content travels (SPECIFICATION.md section 7). */
import type { BundlePayload } from "../model/policy-bundle.ts";
import { ok, type Result } from "../model/result.ts";
import { concatenate, sha256Hex } from "./bytes.ts";
import { refused } from "./envelope.ts";
import { inflate } from "./inflate.ts";
import type { OfferRefusal } from "./refusal-code.ts";

export const CHUNK_LIMIT = 64;
/** Bytes of a chunk on the way: with base64 and its event around it, it stays below Matrix's 65,536. */
export const CHUNK_SIZE_LIMIT = 40_000;
/** Bytes of a chunk once inflated: with all of them, 4 MiB. */
export const PIECE_SIZE_LIMIT = 65_536;

type Bytes = Uint8Array<ArrayBuffer>;

/** Puts the pieces together that a payload lists: neither more nor less, each inflated to exactly the listed size and digest. */
export const assembleChunks = async ({ chunks: listed }: BundlePayload, chunks: readonly Bytes[]): Promise<Result<Bytes, OfferRefusal>> => {
  if (listed.length > CHUNK_LIMIT || listed.some(({ size }) => size > PIECE_SIZE_LIMIT)) return refused("too_large");
  if (chunks.length < listed.length) return refused("chunk_missing");
  if (chunks.length > listed.length) return refused("chunk_mismatch", "more chunks than listed");
  const pieces: Bytes[] = [];
  for (const [index, { sha256, size }] of listed.entries()) {
    const chunk = chunks[index];
    const where = `chunk ${String(index)}`;
    if (chunk === undefined || chunk.length > CHUNK_SIZE_LIMIT) return refused("too_large", where);
    const inflated = await inflate(chunk, size);
    if ("problem" in inflated) return refused(inflated.problem === "beyond_limit" ? "too_large" : "chunk_mismatch", where);
    if (inflated.bytes.length !== size || (await sha256Hex(inflated.bytes)) !== sha256) return refused("chunk_mismatch", where);
    pieces.push(inflated.bytes);
  }
  return ok(concatenate(pieces));
};
