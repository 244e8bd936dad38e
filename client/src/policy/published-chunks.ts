/** Puts bundles together from the state events of the governance room. Nothing here is trusted yet. */
import { POLICY_CHUNK_EVENT } from "#policies/model/wire-names.ts";
import { bytesOfBase64 } from "#policies/verify/bytes.ts";
import { readBundlePayload } from "#policies/verify/read-bundle-payload.ts";
import { isRecord } from "../domain/json-shape.ts";
import type { GovernanceEvent } from "../domain/ports/governance-feed.ts";

/** As many as four bundles of the largest size have; a flood of chunks pushes the oldest out. */
const MOST_CHUNKS = 256;

export class PublishedChunks {
  readonly #chunks = new Map<string, string>();

  note({ type, stateKey, content }: GovernanceEvent): void {
    if (type !== POLICY_CHUNK_EVENT || !isRecord(content) || typeof content["data"] !== "string") return;
    this.#chunks.delete(stateKey);
    this.#chunks.set(stateKey, content["data"]);
    for (const oldest of this.#chunks.keys()) {
      if (this.#chunks.size <= MOST_CHUNKS) break;
      this.#chunks.delete(oldest);
    }
  }

  /**
   * The bundle in transit that `envelope` and the chunks known so far make. The manifest is read before its signatures are
   * checked, but only to choose which chunks to hand over with it: sizes, digests and signatures are verified after.
   * @returns what to offer; with chunks missing when they are not known
   */
  inTransit(envelope: unknown): unknown {
    const encoded = isRecord(envelope) && typeof envelope["payload"] === "string" ? bytesOfBase64(envelope["payload"]) : null;
    const manifest = encoded === null ? null : readBundlePayload(encoded);
    const listed = manifest?.ok === true ? manifest.value.chunks : [];
    return { envelope, chunks: listed.flatMap(({ sha256 }) => this.#chunks.get(sha256) ?? []) };
  }
}
