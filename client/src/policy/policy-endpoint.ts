/** The homeserver's policy endpoint (policies/SPECIFICATION.md section 8), asked before anybody signs in. */
import { POLICY_ENDPOINT } from "#policies/model/wire-names.ts";
import { isRecord } from "../domain/json-shape.ts";
import { failed, ok, type Result } from "../domain/result.ts";

/** What was offered: nothing in it is trusted, and envelopes are not looked into here. */
export interface OfferedPolicy {
  readonly roots: readonly unknown[];
  /** by layer */
  readonly bundles: { readonly [layer: string]: unknown };
  /** by layer: each upon that layer's bundle */
  readonly overlays: { readonly [layer: string]: unknown };
  /** null: the homeserver has none */
  readonly pulse: unknown;
  readonly governanceRoomId: string | null;
}

export type PolicyFetcher = () => Promise<Result<OfferedPolicy, { readonly code: "network" | "malformed" }>>;

const TIMEOUT_MS = 15_000;
/** 64 chunks of 40,000 bytes in base64, and room for 16 signatures on each of many roots. */
const LARGEST_ANSWER = 8 * 1024 * 1024;

const parseOffer = (answer: unknown): OfferedPolicy | null => {
  if (!isRecord(answer) || !Array.isArray(answer["roots"]) || !isRecord(answer["bundles"]) || !isRecord(answer["overlays"])) return null;
  const { governance_room_id: governanceRoomId } = answer;
  if (governanceRoomId !== null && typeof governanceRoomId !== "string") return null;
  const { bundles, overlays } = answer;
  const roots: readonly unknown[] = answer["roots"];
  return { roots, bundles, overlays, pulse: answer["pulse"] ?? null, governanceRoomId };
};

/**
 * @param homeserver its origin
 * @param fetchFn reaches that origin and no other
 */
export function policyFetcher(homeserver: string, fetchFn: typeof fetch): PolicyFetcher {
  return async () => {
    let text: string;
    try {
      const response = await fetchFn(`${homeserver}${POLICY_ENDPOINT}`, { cache: "no-store", signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (!response.ok) return failed({ code: "network" });
      text = await response.text();
    } catch {
      return failed({ code: "network" }); // away, refused, or too slow: all the same to who waits
    }
    if (text.length > LARGEST_ANSWER) return failed({ code: "malformed" });
    try {
      const offer = parseOffer(JSON.parse(text));
      return offer === null ? failed({ code: "malformed" }) : ok(offer);
    } catch {
      return failed({ code: "malformed" });
    }
  };
}
