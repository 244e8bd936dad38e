/** Puts officers' signatures on a payload. Every signature is verified before it is handed on. */
import type { Envelope, EnvelopeSignature } from "../model/policy-bundle.ts";
import { failed, ok, type Result } from "../model/result.ts";
import { base64OfBytes } from "../verify/bytes.ts";
import { signatureProblem } from "../verify/ssh-signature.ts";
import { signingKeyOf } from "../verify/ssh-wire.ts";
import type { SignProblem } from "./sign-problem.ts";
import { sshSign } from "./ssh-keygen.ts";

export interface SigningOfficer {
  /** the officer's id in the root, or the policy host's */
  readonly officer: string;
  /** path of the private key, or of the public one when an agent holds the private half */
  readonly keyFile: string;
}

/**
 * @param officers who may sign; each signer must be one of them, and sign with the key named there
 * @param existing signatures that are on the payload already
 */
export const signEnvelope = async (
  payload: Uint8Array<ArrayBuffer>,
  namespace: string,
  officers: readonly { readonly id: string; readonly key: string }[],
  signers: readonly SigningOfficer[],
  existing: readonly EnvelopeSignature[] = [],
): Promise<Result<Envelope, SignProblem>> => {
  const signatures = [...existing];
  for (const { officer, keyFile } of signers) {
    const key = signingKeyOf(officers.find(({ id }) => id === officer)?.key ?? "");
    if (key === null) return failed({ code: "officer_unknown", officer });
    if (signatures.some((one) => one.officer === officer)) return failed({ code: "officer_signed_already", officer });
    const signature = await sshSign(payload, namespace, keyFile);
    if (!signature.ok) return signature;
    if ((await signatureProblem(signature.value, payload, namespace, key)) !== null) return failed({ code: "key_not_in_root", officer });
    signatures.push({ officer, signature: signature.value });
  }
  return ok({ payload: base64OfBytes(payload), signatures });
};
