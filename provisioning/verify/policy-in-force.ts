/** What the homeserver's policy module says is in force, verified from the deployment's own root on, not believed. */
import { instantOf } from "#policies/evaluate/instant.ts";
import type { BundleInTransit, Envelope, PolicyBundle } from "#policies/model/policy-bundle.ts";
import { POLICY_ENDPOINT } from "#policies/model/wire-names.ts";
import type { MatrixHttp } from "../homeserver/matrix-http.ts";
import { requestProblem } from "../homeserver/request-problem.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problemResult, type Problem } from "../output/problem.ts";
import { trustRoots } from "../policy/policy-files.ts";
import { refusalProblem } from "../policy/refusal-problem.ts";
import { anything, fieldOf, listOf, openObject, orNull, text } from "../reading/shape.ts";
import { failed, ok, type Result } from "../result.ts";

export interface PolicyInForce {
  readonly bundle: PolicyBundle;
  readonly inTransit: BundleInTransit;
  /** version of the newest root that the homeserver gives */
  readonly rootVersion: number;
  readonly governanceRoomId: string | null;
}

const inTransitShape = openObject<BundleInTransit>({
  envelope: openObject<Envelope>({ payload: text, signatures: listOf(openObject<Envelope["signatures"][number]>({ officer: text, signature: text })) }),
  chunks: listOf(text),
});

const answerShape = openObject<{ roots: readonly unknown[]; bundles: unknown; governance_room_id: string | null }>({
  roots: listOf(anything),
  bundles: anything,
  governance_room_id: orNull(text),
});

/**
 * @param pinned the deployment's first root: what the homeserver says is trusted from there on only
 * @param now milliseconds since the epoch
 */
export async function policyInForce(http: MatrixHttp, pinned: Envelope, now: number): Promise<Result<PolicyInForce, Problem>> {
  const answer = await http.request({ method: "GET", path: POLICY_ENDPOINT, answer: answerShape });
  if (!answer.ok) return failed(requestProblem(both("la lecture des règles en vigueur", "reading the rules in force"), answer.failure));
  const [, ...later] = answer.value.roots;
  const trusted = await trustRoots([pinned], POLICY_ENDPOINT);
  if (!trusted.ok) return trusted;
  for (const root of later) {
    const taken = await trusted.value.offerRoot(root);
    if (!taken.ok) return failed(refusalProblem(POLICY_ENDPOINT, taken.failure));
  }
  const faults: { at: string; expected: string }[] = [];
  const inTransit = inTransitShape(fieldOf(answer.value.bundles, "national"), "bundles.national", faults);
  if (inTransit === undefined) {
    return problemResult({
      code: "no_policy_in_force",
      where: POLICY_ENDPOINT,
      what: both("le serveur n’a aucune règle en vigueur.", "the homeserver has no policy in force."),
      remedy: both("Relancez « chancery start » : il installe la racine et les règles signées.", "Run `chancery start` again: it installs the root and the signed rules."),
      exit: EXIT.homeserver,
    });
  }
  // A policy that has expired is still the one in force: it is loaded, and its date is looked at by whoever asks.
  const bundle = await trusted.value.loadBundle(inTransit, instantOf(now));
  if (!bundle.ok) return failed(refusalProblem(POLICY_ENDPOINT, bundle.failure));
  return ok({ bundle: bundle.value, inTransit, rootVersion: trusted.value.root.version, governanceRoomId: answer.value.governance_room_id });
}
