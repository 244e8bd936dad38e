/** What the homeserver's policy module says is in force, verified from the deployment's own root on, not believed. */
import { instantOf } from "#policies/evaluate/instant.ts";
import type { BundleInTransit, Envelope, PolicyBundle } from "#policies/model/policy-bundle.ts";
import { LAYERS, type Layer } from "#policies/model/policy.ts";
import { POLICY_ENDPOINT } from "#policies/model/wire-names.ts";
import type { TrustedPolicySet } from "#policies/verify/trusted-policy-set.ts";
import type { MatrixHttp } from "../homeserver/matrix-http.ts";
import { requestProblem } from "../homeserver/request-problem.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problemResult, type Problem } from "../output/problem.ts";
import { loadUnderRoots, type FoundBundle, type HeldBundles } from "../policy/under-roots.ts";
import { anything, fieldOf, listOf, openObject, orNull, text } from "../reading/shape.ts";
import { failed, ok, type Result } from "../result.ts";

export interface PolicyInForce {
  /** the nation's */
  readonly bundle: PolicyBundle;
  /** of each layer of which the homeserver has something; the nation's too */
  readonly bundles: HeldBundles;
  /** with the overlays and the pulse that the homeserver gives, as far as they hold */
  readonly trusted: TrustedPolicySet;
  readonly governanceRoomId: string | null;
}

const envelopeShape = openObject<Envelope>({ payload: text, signatures: listOf(openObject<Envelope["signatures"][number]>({ officer: text, signature: text })) });
const inTransitShape = openObject<BundleInTransit>({ envelope: envelopeShape, chunks: listOf(text) });

const answerShape = openObject<{ roots: readonly Envelope[]; bundles: unknown; overlays: unknown; pulse: unknown; governance_room_id: string | null }>({
  roots: listOf(envelopeShape),
  bundles: anything,
  overlays: anything,
  pulse: anything,
  governance_room_id: orNull(text),
});

/** The bundle of each layer, as far as it has the form of one. */
function bundlesIn(answer: unknown): { readonly [layer in Layer]?: FoundBundle } {
  const found: { [layer in Layer]?: FoundBundle } = {};
  for (const layer of LAYERS) {
    const inTransit = inTransitShape(fieldOf(answer, layer), `bundles.${layer}`, []);
    if (inTransit !== undefined) found[layer] = { place: `${POLICY_ENDPOINT} (${layer})`, inTransit };
  }
  return found;
}

/**
 * @param pinned the deployment's first root: what the homeserver says is trusted from there on only
 * @param now milliseconds since the epoch
 */
export async function policyInForce(http: MatrixHttp, pinned: Envelope, now: number): Promise<Result<PolicyInForce, Problem>> {
  const answer = await http.request({ method: "GET", path: POLICY_ENDPOINT, answer: answerShape });
  if (!answer.ok) return failed(requestProblem(both("la lecture des règles en vigueur", "reading the rules in force"), answer.failure));
  const [, ...later] = answer.value.roots;
  // A policy that has expired is still the one in force: it is loaded, and its date is looked at by whoever asks.
  const loaded = await loadUnderRoots([pinned, ...later], POLICY_ENDPOINT, bundlesIn(answer.value.bundles), now);
  if (!loaded.ok) return loaded;
  const { trusted, bundles } = loaded.value;
  const national = bundles.get("national");
  if (national === undefined) {
    return problemResult({
      code: "no_policy_in_force",
      where: POLICY_ENDPOINT,
      what: both("le serveur n’a aucune règle en vigueur.", "the homeserver has no policy in force."),
      remedy: both("Relancez « chancery start » : il installe la racine et les règles signées.", "Run `chancery start` again: it installs the root and the signed rules."),
      exit: EXIT.homeserver,
    });
  }
  for (const layer of bundles.keys()) await trusted.loadOverlay(fieldOf(answer.value.overlays, layer), instantOf(now));
  await trusted.loadPulse(answer.value.pulse, instantOf(now));
  return ok({ bundle: national.bundle, bundles, trusted, governanceRoomId: answer.value.governance_room_id });
}
