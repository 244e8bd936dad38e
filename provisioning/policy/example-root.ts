/** The root of the example state: it says of itself that it is an example, and packaged builds refuse it. */
import { instantOf } from "#policies/evaluate/instant.ts";
import type { Envelope, Officer, RootPayload } from "#policies/model/policy-bundle.ts";
import { signRoot } from "#policies/sign/sign-root.ts";
import type { DeploymentLayout } from "../deployment/layout.ts";
import type { Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";
import { DAY } from "./day.ts";
import { EXAMPLE_THRESHOLD, officerKeyPath } from "./example-officers.ts";
import { signProblems } from "./sign-problem.ts";

/** An example is not kept up for years: nobody has to renew its root. */
const VALID_DAYS = 3650;

export async function makeExampleRoot(layout: DeploymentLayout, officers: readonly Officer[], now: number): Promise<Result<Envelope, readonly Problem[]>> {
  const ids = officers.map(({ id }) => id);
  const root: RootPayload = {
    type: "root",
    version: 1,
    example: true,
    issued_at: instantOf(now),
    expires: instantOf(now + VALID_DAYS * DAY),
    officers,
    root_threshold: EXAMPLE_THRESHOLD,
    layers: { national: { officers: ids, threshold: EXAMPLE_THRESHOLD } },
    pulse: null,
  };
  const signers = ids.slice(0, EXAMPLE_THRESHOLD).map((officer) => ({ officer, keyFile: officerKeyPath(layout, officer) }));
  const signed = await signRoot(root, null, signers);
  return signed.ok ? ok(signed.value) : failed(signProblems(signed.failure, [], layout.root));
}
