/** What a policy host runs, again and again: it states which versions are current. */
import { later } from "../evaluate/instant.ts";
import { normalisedJson } from "../compile/normalised-json.ts";
import type { Envelope, PulsePayload, RootPayload } from "../model/policy-bundle.ts";
import { failed, type Result } from "../model/result.ts";
import { bytesOfText } from "../verify/bytes.ts";
import { PULSE_NAMESPACE } from "../verify/envelope.ts";
import { PULSE_SECONDS, readPulse, type Versions } from "../verify/pulse.ts";
import { signEnvelope, type SigningOfficer } from "./sign-envelope.ts";
import type { SignProblem } from "./sign-problem.ts";

export interface SignPulseRequest {
  readonly root: RootPayload;
  /** what the host has verified and holds: see `TrustedPolicySet.versions` */
  readonly versions: Versions;
  /** Instant */
  readonly issuedAt: string;
  /** at most a day, which it is unless told */
  readonly seconds?: number;
  readonly host: SigningOfficer;
}

export const signPulse = async ({ root, versions, issuedAt, seconds = PULSE_SECONDS, host }: SignPulseRequest): Promise<Result<Envelope, SignProblem>> => {
  if (root.pulse === null) return failed({ code: "not_verified", refusal: { code: "role_missing", detail: null } });
  const pulse: PulsePayload = { type: "pulse", issued_at: issuedAt, expires: later(issuedAt, seconds), root: versions.root, layers: versions.layers };
  const payload = bytesOfText(normalisedJson(pulse));
  const read = readPulse(payload);
  return read.ok ? signEnvelope(payload, PULSE_NAMESPACE, root.pulse.hosts, [host]) : failed({ code: "not_verified", refusal: read.failure });
};
