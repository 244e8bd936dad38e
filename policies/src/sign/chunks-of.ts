/** Cuts the content of a bundle into chunks that fit into events. */
import { deflateRawSync } from "node:zlib";
import type { BundlePayload } from "../model/policy-bundle.ts";
import { sha256Hex } from "../verify/bytes.ts";
import { PIECE_SIZE_LIMIT } from "../verify/chunks.ts";

export interface Chunks {
  /** what the payload says of each: digest and size of what it inflates to, the same on every machine */
  readonly listed: BundlePayload["chunks"];
  /** deflated: the bytes may differ between versions of zlib, and are not signed */
  readonly chunks: readonly Uint8Array<ArrayBuffer>[];
}

export const chunksOf = async (content: Uint8Array<ArrayBuffer>, size = PIECE_SIZE_LIMIT): Promise<Chunks> => {
  const pieces = Array.from({ length: Math.ceil(content.length / size) }, (_, index) => content.slice(index * size, (index + 1) * size));
  return {
    listed: await Promise.all(pieces.map(async (piece) => ({ sha256: await sha256Hex(piece), size: piece.length }))),
    chunks: pieces.map((piece) => new Uint8Array(deflateRawSync(piece, { level: 9 }))),
  };
};
