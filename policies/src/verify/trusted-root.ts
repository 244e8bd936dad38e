/** Roots: the pinned one, and the step from one to the next (SPECIFICATION.md section 7, "Trusting"). */
import type { RootPayload } from "../model/policy-bundle.ts";
import { ok, type Result } from "../model/result.ts";
import { sameBytes, sha256Hex } from "./bytes.ts";
import { openEnvelope, refused, ROOT_NAMESPACE, verifiedSigners } from "./envelope.ts";
import { readRoot, rootOfficers } from "./read-root.ts";
import type { OfferRefusal } from "./refusal-code.ts";

export interface HeldRoot {
  readonly payload: Uint8Array;
  /** hex, of the payload */
  readonly sha256: string;
  readonly root: RootPayload;
}

interface Signer {
  readonly id: string;
  readonly key: string;
}

/** Whether somebody is named in a list, with the same key. */
export const isAmong = (allowed: readonly Signer[]) => (signer: Signer): boolean =>
  allowed.some(({ id, key }) => id === signer.id && key === signer.key);

/** Pins the first root: it is checked for form and against itself, for nobody else vouches for it. */
export const pinnedRoot = async (envelope: unknown): Promise<Result<HeldRoot, OfferRefusal>> => {
  const opened = openEnvelope(envelope);
  if (!opened.ok) return opened;
  const { payload } = opened.value;
  const root = readRoot(payload);
  if (!root.ok) return root;
  const signers = await verifiedSigners(opened.value, ROOT_NAMESPACE, root.value.officers);
  if (!signers.ok) return signers;
  if (signers.value.filter(isAmong(rootOfficers(root.value))).length < root.value.root_threshold) return refused("threshold_not_met");
  return ok({ payload, sha256: await sha256Hex(payload), root: root.value });
};

/**
 * The next root, if as many officers of the old root signed it as that one asks for, and as many of the new one as the new one
 * does. Officers who are new are read about in the payload, so their signatures are looked at when the old threshold is met.
 */
export const rootAfter = async (held: HeldRoot, envelope: unknown): Promise<Result<HeldRoot, OfferRefusal>> => {
  const opened = openEnvelope(envelope);
  if (!opened.ok) return opened;
  const { payload, signatures } = opened.value;
  const known = new Set(held.root.officers.map(({ id }) => id));
  const old = await verifiedSigners({ payload, signatures: signatures.filter(({ officer }) => known.has(officer)) }, ROOT_NAMESPACE, held.root.officers);
  if (!old.ok) return old.failure.code === "unsigned" && signatures.length > 0 ? refused("threshold_not_met") : old;
  if (old.value.filter(isAmong(rootOfficers(held.root))).length < held.root.root_threshold) return refused("threshold_not_met");
  const read = readRoot(payload);
  if (!read.ok) return read;
  const next = read.value;
  if (next.version < held.root.version) return refused("version_old");
  if (next.version === held.root.version) return refused(sameBytes(payload, held.payload) ? "version_same" : "version_conflict");
  if (next.version > held.root.version + 1) return refused("version_skipped");
  const newcomers = signatures.filter(({ officer }) => !known.has(officer));
  const joined = newcomers.length === 0 ? ok([]) : await verifiedSigners({ payload, signatures: newcomers }, ROOT_NAMESPACE, next.officers);
  if (!joined.ok) return joined;
  if ([...old.value, ...joined.value].filter(isAmong(rootOfficers(next))).length < next.root_threshold) return refused("threshold_not_met", "of the new root");
  return ok({ payload, sha256: await sha256Hex(payload), root: next });
};
