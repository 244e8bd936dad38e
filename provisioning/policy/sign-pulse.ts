/** What a policy host does again and again, with the signed rules of a deployment beside it: it states which of them are current. */
import { instantOf } from "#policies/evaluate/instant.ts";
import type { Envelope } from "#policies/model/policy-bundle.ts";
import type { SigningOfficer } from "#policies/sign/sign-envelope.ts";
import { signPulse } from "#policies/sign/sign-pulse.ts";
import type { DeploymentLayout } from "../deployment/layout.ts";
import type { Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";
import { writeEnvelope, type HeldPolicy } from "./policy-files.ts";
import { refusalProblem } from "./refusal-problem.ts";
import { signProblems } from "./sign-problem.ts";

export interface PulseSigning {
  readonly layout: DeploymentLayout;
  readonly held: HeldPolicy;
  readonly host: SigningOfficer;
  /** milliseconds since the epoch */
  readonly now: number;
}

/** Signs a pulse over what the deployment's files hold. It counts once it is published. */
export async function signDeploymentPulse({ layout, held, host, now }: PulseSigning): Promise<Result<Envelope, readonly Problem[]>> {
  const { trusted } = held;
  const signed = await signPulse({ root: trusted.root, versions: trusted.versions, issuedAt: instantOf(now), host });
  if (!signed.ok) return failed(signProblems(signed.failure, [], layout.pulse));
  // INVARIANT: nothing is written that the holder of these rules would not accept.
  const accepted = await trusted.offerPulse(signed.value, instantOf(now));
  if (!accepted.ok) return failed([refusalProblem(layout.pulse, accepted.failure)]);
  const written = await writeEnvelope(layout.pulse, signed.value);
  return written.ok ? ok(signed.value) : failed([written.failure]);
}
