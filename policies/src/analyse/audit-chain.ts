/**
 * The whole chain of versions, as auditors check it (SPECIFICATION.md section 7): every root from the pinned one on, and every bundle from
 * version 1 on, each as it was judged at the moment at which it was issued. Who holds the rules accepts a higher version on its
 * threshold alone when it was away; that no version in between was another one is seen here.
 */
import type { BundleInTransit, BundlePayload, Envelope } from "../model/policy-bundle.ts";
import { ok, type Result } from "../model/result.ts";
import { sha256Hex } from "../verify/bytes.ts";
import { openBundleInTransit } from "../verify/envelope.ts";
import { readBundlePayload } from "../verify/read-bundle-payload.ts";
import type { OfferRefusal, RefusalCode } from "../verify/refusal-code.ts";
import { TrustedPolicySet } from "../verify/trusted-policy-set.ts";
import { pinnedRoot, rootAfter, type HeldRoot } from "../verify/trusted-root.ts";

/** A signed bundle, and where it was found. */
export interface FoundBundle {
  readonly place: string;
  readonly inTransit: BundleInTransit;
}

export interface AuditedVersion {
  readonly place: string;
  readonly version: number;
  /** hex, of the payload */
  readonly sha256: string;
  readonly issued_at: string;
  readonly expires: string;
  readonly signed_by: readonly string[];
  /** how many signatures it takes */
  readonly threshold: number;
}
export interface AuditedBundle extends AuditedVersion {
  readonly layer: string;
  readonly prev_sha256: string | null;
  /** version of the root that was the newest when it was issued */
  readonly root: number;
}

export interface Finding {
  readonly of: "root" | "bundle";
  readonly place: string;
  readonly version: number | null;
  readonly code: RefusalCode | "version_missing" | "version_twice" | "outlives_root" | "issued_before_previous" | "issued_after_expiry";
  readonly detail: string | null;
  /** whether the chain does not hold; else it is odd and allowed */
  readonly breaks: boolean;
}

export interface ChainAudit {
  /** those that hold, in order */
  readonly roots: readonly AuditedVersion[];
  readonly bundles: readonly AuditedBundle[];
  readonly findings: readonly Finding[];
}

interface ReadBundle extends FoundBundle {
  readonly payload: BundlePayload;
  readonly sha256: string;
}

const signersOf = ({ signatures }: Envelope): readonly string[] => signatures.map(({ officer }) => officer);

/** @param roots envelopes, the pinned one first; @param place where they were found */
export const auditChain = async (roots: readonly Envelope[], place: string, found: readonly FoundBundle[]): Promise<ChainAudit> => {
  const findings: Finding[] = [];
  const held = await auditRoots(roots, place, findings);
  const audited = held.map(({ envelope, root: { root, sha256 } }): AuditedVersion => ({ place, version: root.version, sha256, issued_at: root.issued_at, expires: root.expires, signed_by: signersOf(envelope), threshold: root.root_threshold }));
  const read: ReadBundle[] = [];
  for (const one of found) {
    const answer = await readFound(one);
    if (answer.ok) read.push(answer.value);
    else findings.push({ of: "bundle", place: one.place, version: null, ...answer.failure, breaks: true });
  }
  const bundles: AuditedBundle[] = [];
  for (const layer of [...new Set(read.map(({ payload }) => payload.layer))].sort()) {
    const ofLayer = read.filter(({ payload }) => payload.layer === layer).sort((a, b) => a.payload.version - b.payload.version);
    bundles.push(...(await auditLayer(held, ofLayer, findings)));
  }
  return { roots: audited, bundles, findings };
};

interface WalkedRoot {
  readonly envelope: Envelope;
  readonly root: HeldRoot;
}

/** @returns the roots up to the first that does not follow */
const auditRoots = async (envelopes: readonly Envelope[], place: string, findings: Finding[]): Promise<readonly WalkedRoot[]> => {
  const held: WalkedRoot[] = [];
  for (const envelope of envelopes) {
    const before = held.at(-1)?.root;
    const next = await (before === undefined ? pinnedRoot(envelope) : rootAfter(before, envelope));
    const version = (before?.root.version ?? 0) + 1;
    if (!next.ok) {
      findings.push({ of: "root", place, version, ...next.failure, breaks: true });
      break;
    }
    // Roots are walked past the expiry of those in between; that officers were late is worth knowing.
    if (before !== undefined && next.value.root.issued_at >= before.root.expires) findings.push({ of: "root", place, version, code: "issued_after_expiry", detail: before.root.expires, breaks: false });
    held.push({ envelope, root: next.value });
  }
  return held;
};

const readFound = async ({ place, inTransit }: FoundBundle): Promise<Result<ReadBundle, OfferRefusal>> => {
  const opened = openBundleInTransit(inTransit);
  if (!opened.ok) return opened;
  const { payload } = opened.value.envelope;
  const read = readBundlePayload(payload);
  return read.ok ? ok({ place, inTransit, payload: read.value, sha256: await sha256Hex(payload) }) : read;
};

/** @param bundles of one layer, by version */
const auditLayer = async (roots: readonly WalkedRoot[], bundles: readonly ReadBundle[], findings: Finding[]): Promise<readonly AuditedBundle[]> => {
  const [first, ...later] = roots;
  const pinned = first === undefined ? null : await TrustedPolicySet.pin(first.envelope);
  if (pinned?.ok !== true) return []; // the finding on the root says it
  const trusted = pinned.value;
  let waiting = later;
  const audited: AuditedBundle[] = [];
  let before: ReadBundle | null = null;
  for (const bundle of bundles) {
    const { payload, place, sha256, inTransit } = bundle;
    const { version, issued_at, expires, prev_sha256, layer } = payload;
    const say = (code: Finding["code"], detail: string | null = null, breaks = true): void => void findings.push({ of: "bundle", place, version, code, detail, breaks });
    if (before?.payload.version === version) {
      say("version_twice", before.place);
      continue;
    }
    const expected = (before?.payload.version ?? 0) + 1;
    if (version > expected) say("version_missing", expected === version - 1 ? String(expected) : `${String(expected)}–${String(version - 1)}`);
    const follows = before === null || version > expected || prev_sha256 === before.sha256;
    if (!follows) say("prev_mismatch");
    if (before !== null && issued_at < before.payload.issued_at) say("issued_before_previous", before.payload.issued_at, false);
    before = bundle;
    for (const { envelope } of waiting.filter(({ root }) => root.root.issued_at <= issued_at)) await trusted.offerRoot(envelope); // each was found to follow
    waiting = waiting.filter(({ root }) => root.root.issued_at > issued_at);
    const accepted = await trusted.offerBundle(inTransit, issued_at);
    if (!accepted.ok) {
      if (follows || accepted.failure.code !== "prev_mismatch") say(accepted.failure.code, accepted.failure.detail);
      continue;
    }
    const { root } = trusted;
    if (expires > root.expires) say("outlives_root", root.expires);
    const { threshold, signed_by } = accepted.value;
    audited.push({ place, layer, version, sha256, prev_sha256, issued_at, expires, signed_by: signed_by.map(({ id }) => id), threshold, root: root.version });
  }
  return audited;
};
