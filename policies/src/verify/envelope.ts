/** Envelopes: their form, and whether the signatures on them hold. */
import type { BundleInTransit, Envelope } from "../model/policy-bundle.ts";
import { failed, ok, type Result } from "../model/result.ts";
import { anyString, list, object } from "../shape/shape.ts";
import { bytesOfBase64 } from "./bytes.ts";
import type { OfferRefusal, RefusalCode } from "./refusal-code.ts";
import { signatureProblem } from "./ssh-signature.ts";
import { signingKeyOf } from "./ssh-wire.ts";

export const ROOT_NAMESPACE = "chancery-root@1";
export const BUNDLE_NAMESPACE = "chancery-bundle@1";
export const PULSE_NAMESPACE = "chancery-pulse@1";
export const OVERLAY_NAMESPACE = "chancery-overlay@1";
const PAYLOAD_LIMIT = 1024 * 1024;
const SIGNATURE_LIMIT = 16;

const envelopeShape = object({
  payload: anyString,
  signatures: list(object({ officer: anyString, signature: anyString }), 0, SIGNATURE_LIMIT),
});
const inTransitShape = object({ envelope: envelopeShape, chunks: list(anyString) });

export interface OpenedEnvelope {
  readonly payload: Uint8Array<ArrayBuffer>;
  readonly signatures: Envelope["signatures"];
}

export const refused = (code: RefusalCode, detail: string | null = null): Result<never, OfferRefusal> => failed({ code, detail });

const opened = (envelope: Envelope): Result<OpenedEnvelope, OfferRefusal> => {
  const payload = bytesOfBase64(envelope.payload);
  if (payload === null) return refused("envelope_invalid", "payload: base64");
  if (payload.length > PAYLOAD_LIMIT) return refused("envelope_invalid", "payload: at most 1 MiB");
  return ok({ payload, signatures: envelope.signatures });
};

/** @param value anything, supposedly an Envelope */
export const openEnvelope = (value: unknown): Result<OpenedEnvelope, OfferRefusal> => {
  const problem = envelopeShape(value, "envelope");
  return problem === null ? opened(value as Envelope) : refused("envelope_invalid", problem); // the shape holds
};

/** @param value anything, supposedly a BundleInTransit */
export const openBundleInTransit = (
  value: unknown,
): Result<{ readonly envelope: OpenedEnvelope; readonly chunks: readonly Uint8Array<ArrayBuffer>[] }, OfferRefusal> => {
  const problem = inTransitShape(value, "bundle");
  if (problem !== null) return refused("envelope_invalid", problem);
  const inTransit = value as BundleInTransit; // the shape holds
  const envelope = opened(inTransit.envelope);
  if (!envelope.ok) return envelope;
  const chunks = inTransit.chunks.flatMap((chunk) => bytesOfBase64(chunk) ?? []);
  if (chunks.length !== inTransit.chunks.length) return refused("envelope_invalid", "chunks: base64");
  return ok({ envelope: envelope.value, chunks });
};

/**
 * Who signed: every signature must be by one of `allowed`, each once, and hold. Whether they are enough is not asked here.
 * @returns the signers in the order of `allowed`
 */
export const verifiedSigners = async <Signer extends { readonly id: string; readonly key: string }>(
  { payload, signatures }: OpenedEnvelope,
  namespace: string,
  allowed: readonly Signer[],
): Promise<Result<readonly Signer[], OfferRefusal>> => {
  if (signatures.length === 0) return refused("unsigned");
  const byId = new Map(allowed.map((signer) => [signer.id, signer]));
  const unknown = signatures.find(({ officer }) => !byId.has(officer));
  if (unknown !== undefined) return refused("signer_unknown", unknown.officer);
  const signed = new Set(signatures.map(({ officer }) => officer));
  if (signed.size !== signatures.length) return refused("signer_duplicate");
  for (const { officer, signature } of signatures) {
    const key = signingKeyOf(byId.get(officer)?.key ?? "");
    const problem = key === null ? "signature_invalid" : await signatureProblem(signature, payload, namespace, key);
    if (problem !== null) return refused(problem, officer);
  }
  return ok(allowed.filter(({ id }) => signed.has(id)));
};
