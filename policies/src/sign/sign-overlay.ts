/** What one officer does in an emergency: refusals upon the rules in force, for three days at most. */
import { later } from "../evaluate/instant.ts";
import { normalisedJson } from "../compile/normalised-json.ts";
import type { Envelope, OverlayPayload, PolicyBundle, PolicyOverlay, RootPayload } from "../model/policy-bundle.ts";
import { POLICY_LANGUAGE, type Rule } from "../model/policy.ts";
import { failed, type Result } from "../model/result.ts";
import { bytesOfText, sha256Hex } from "../verify/bytes.ts";
import { openEnvelope, OVERLAY_NAMESPACE, verifiedSigners } from "../verify/envelope.ts";
import { overlayAbuse, overlayMisfit, OVERLAY_SECONDS, readOverlay } from "../verify/overlay.ts";
import type { RefusalCode } from "../verify/refusal-code.ts";
import { signEnvelope, type SigningOfficer } from "./sign-envelope.ts";
import type { SignProblem } from "./sign-problem.ts";

interface Upon {
  readonly root: RootPayload;
  /** the bundle in force, which it narrows */
  readonly bundle: PolicyBundle;
  /** the overlay that the new one follows upon that bundle; null for the first */
  readonly previous: PolicyOverlay | null;
}

export interface SignOverlayRequest extends Upon {
  /** numbered E-NNNN; none withdraws the overlay before */
  readonly rules: readonly Rule[];
  /** Instant */
  readonly issuedAt: string;
  /** at most three days, which it is unless told */
  readonly seconds?: number;
  readonly signers: readonly SigningOfficer[];
}

const notVerified = (code: RefusalCode, detail: string | null = null): Result<never, SignProblem> => failed({ code: "not_verified", refusal: { code, detail } });
const officersOf = ({ root, bundle }: Upon): RootPayload["officers"] => root.officers.filter(({ id }) => root.layers[bundle.layer]?.officers.includes(id));

/** Why an overlay would not be taken with so many signatures, but for its time; null when it would. */
const misfitOf = async (payload: Uint8Array<ArrayBuffer>, signatures: number, { bundle, previous }: Upon): Promise<SignProblem | null> => {
  const read = readOverlay(payload);
  if (!read.ok) return { code: "not_verified", refusal: read.failure };
  const code = overlayAbuse(read.value) ?? overlayMisfit({ ...read.value, sha256: await sha256Hex(payload) }, signatures, bundle, previous, null);
  return code === null ? null : { code: "not_verified", refusal: { code, detail: null } };
};

/** Signs an overlay. From the second upon one bundle it needs another officer too: see `countersignOverlay`. */
export const signOverlay = async (request: SignOverlayRequest): Promise<Result<Envelope, SignProblem>> => {
  const { bundle, previous, rules, issuedAt, seconds = OVERLAY_SECONDS, signers } = request;
  const overlay: OverlayPayload = {
    type: "overlay",
    lang: POLICY_LANGUAGE,
    layer: bundle.layer,
    bundle: { version: bundle.version, sha256: bundle.sha256 },
    version: (previous?.version ?? 0) + 1,
    issued_at: issuedAt,
    expires: later(issuedAt, seconds),
    rules: rules.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
  const payload = bytesOfText(normalisedJson(overlay));
  const misfit = await misfitOf(payload, Number.MAX_SAFE_INTEGER, request); // a renewal may still wait for its second signature
  return misfit === null ? signEnvelope(payload, OVERLAY_NAMESPACE, officersOf(request), signers) : failed(misfit);
};

/** Adds signatures to an overlay that somebody else signed, if it would be taken upon the rules that these signers hold. */
export const countersignOverlay = async (draft: Envelope, request: Upon & { readonly signers: readonly SigningOfficer[] }): Promise<Result<Envelope, SignProblem>> => {
  const opened = openEnvelope(draft);
  if (!opened.ok) return notVerified(opened.failure.code, opened.failure.detail);
  const officers = officersOf(request);
  const before = await verifiedSigners(opened.value, OVERLAY_NAMESPACE, officers);
  if (!before.ok) return notVerified(before.failure.code, before.failure.detail);
  const { payload, signatures } = opened.value;
  const misfit = await misfitOf(payload, signatures.length + request.signers.length, request);
  return misfit === null ? signEnvelope(payload, OVERLAY_NAMESPACE, officers, request.signers, signatures) : failed(misfit);
};
