/** Makes and signs bundles. Whoever signs compiles the text that they reviewed; nobody signs bytes that somebody else made. */
import { COMPILER, compilePolicy, type PolicySources } from "../compile/compile-policy.ts";
import { normalisedJson } from "../compile/normalised-json.ts";
import type { BundleContent, BundleInTransit, BundlePayload, PolicyBundle, RootPayload } from "../model/policy-bundle.ts";
import { POLICY_LANGUAGE } from "../model/policy.ts";
import { failed, ok, type Result } from "../model/result.ts";
import { base64OfBytes, bytesOfText, sameBytes } from "../verify/bytes.ts";
import { FLOOR_WORDS } from "../compile/floor-words.ts";
import { checkFloor } from "../verify/check-floor.ts";
import { assembleChunks } from "../verify/chunks.ts";
import { BUNDLE_NAMESPACE, openBundleInTransit, verifiedSigners } from "../verify/envelope.ts";
import { readBundlePayload } from "../verify/read-bundle-payload.ts";
import { chunksOf } from "./chunks-of.ts";
import { selfTestOf } from "./self-test-of.ts";
import { signEnvelope, type SigningOfficer } from "./sign-envelope.ts";
import type { SignProblem } from "./sign-problem.ts";

export interface BundleTerms {
  /** Instant */
  readonly issuedAt: string;
  /** Instant, no later than the root's */
  readonly expires: string;
}

export interface SignBundleRequest {
  readonly sources: PolicySources;
  /** the root in force */
  readonly root: RootPayload;
  /** the bundle that the new one follows; null for version 1 */
  readonly previous: PolicyBundle | null;
  readonly terms: BundleTerms;
  readonly signers: readonly SigningOfficer[];
}

interface Assembled {
  readonly payload: Uint8Array<ArrayBuffer>;
  readonly chunks: readonly Uint8Array<ArrayBuffer>[];
  readonly layerOfficers: RootPayload["officers"];
}

/** The bytes that are to be signed: the same for everybody who compiles the same text on the same terms. */
const assemble = async ({ sources, root, previous, terms }: Omit<SignBundleRequest, "signers">): Promise<Result<Assembled, SignProblem>> => {
  if (terms.expires <= terms.issuedAt) return failed({ code: "expires_before_issue" });
  if (terms.expires > root.expires) return failed({ code: "expires_after_root", rootExpires: root.expires });
  const compiled = compilePolicy(sources, terms.issuedAt);
  if (!compiled.ok) return failed({ code: "compile", problems: compiled.failure });
  const { policy } = compiled.value;
  const violated = checkFloor(previous?.policy ?? null, policy);
  if (violated !== null) {
    const place = compiled.value.positionOfViolation(violated);
    return failed({ code: "compile", problems: [{ ...place, code: "floor", message: FLOOR_WORDS[violated.violation], suggestion: null }] });
  }
  const content: BundleContent = { policy, self_test: selfTestOf(policy, terms.issuedAt) };
  const { listed, chunks } = await chunksOf(bytesOfText(normalisedJson(content)));
  const payload: BundlePayload = {
    type: "bundle",
    lang: POLICY_LANGUAGE,
    layer: policy.layer,
    version: (previous?.version ?? 0) + 1,
    prev_sha256: previous?.sha256 ?? null,
    issued_at: terms.issuedAt,
    expires: terms.expires,
    compiler: COMPILER,
    chunks: listed,
  };
  const ids = root.layers[policy.layer]?.officers ?? [];
  return ok({ payload: bytesOfText(normalisedJson(payload)), chunks, layerOfficers: root.officers.filter(({ id }) => ids.includes(id)) });
};

/** Compiles the text, and signs the bundle that follows `previous`. It may need more signatures: see `countersignBundle`. */
export const signBundle = async (request: SignBundleRequest): Promise<Result<BundleInTransit, SignProblem>> => {
  const assembled = await assemble(request);
  if (!assembled.ok) return assembled;
  const { payload, chunks, layerOfficers } = assembled.value;
  const envelope = await signEnvelope(payload, BUNDLE_NAMESPACE, layerOfficers, request.signers);
  return envelope.ok ? ok({ envelope: envelope.value, chunks: chunks.map(base64OfBytes) }) : envelope;
};

/**
 * Adds signatures to a bundle that others have signed, if the text that these signers hold compiles to the very same bytes.
 * @param draft the bundle as the others sent it
 */
export const countersignBundle = async (
  draft: BundleInTransit,
  request: Omit<SignBundleRequest, "terms">,
): Promise<Result<BundleInTransit, SignProblem>> => {
  const opened = openBundleInTransit(draft);
  if (!opened.ok) return failed({ code: "not_verified", refusal: opened.failure });
  const { envelope, chunks } = opened.value;
  const signers = await verifiedSigners(envelope, BUNDLE_NAMESPACE, request.root.officers);
  if (!signers.ok) return failed({ code: "not_verified", refusal: signers.failure });
  const payload = readBundlePayload(envelope.payload);
  if (!payload.ok) return failed({ code: "not_verified", refusal: payload.failure });
  const assembled = await assemble({ ...request, terms: { issuedAt: payload.value.issued_at, expires: payload.value.expires } });
  if (!assembled.ok) return assembled;
  const own = assembled.value;
  // The payload has the digest of every piece of the content. How the others deflated them does not matter, as long as they inflate to those.
  const same = sameBytes(own.payload, envelope.payload) && (await assembleChunks(payload.value, chunks)).ok;
  if (!same) return failed({ code: "text_differs" });
  const signed = await signEnvelope(own.payload, BUNDLE_NAMESPACE, own.layerOfficers, request.signers, envelope.signatures);
  return signed.ok ? ok({ envelope: signed.value, chunks: draft.chunks }) : signed;
};
