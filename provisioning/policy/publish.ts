/** Publishes signed rules in the governance room, and sees that the homeserver's module took them (SPECIFICATION.md section 8). */
import { instantOf } from "#policies/evaluate/instant.ts";
import { readBundlePayload } from "#policies/verify/read-bundle-payload.ts";
import { readRoot } from "#policies/verify/read-root.ts";
import type { Layer } from "#policies/model/policy.ts";
import { POLICY_BUNDLE_EVENT, POLICY_CHUNK_EVENT, POLICY_ROOT_EVENT } from "#policies/model/wire-names.ts";
import type { MatrixHttp } from "../homeserver/matrix-http.ts";
import type { MemberSession } from "../homeserver/member-session.ts";
import { requestProblem } from "../homeserver/request-problem.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problemResult, type Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";
import { policyInForce, type PolicyInForce } from "../verify/policy-in-force.ts";
import { refusalProblem } from "./refusal-problem.ts";
import { trustRoots, type HeldBundle, type Roots } from "./under-roots.ts";

export interface Publication {
  readonly http: MatrixHttp;
  /** opens a session of the service account; only called when there is something to publish */
  readonly service: () => Promise<Result<MemberSession, Problem>>;
  readonly governanceRoomId: string;
  readonly roots: Roots;
  /** at most one of each layer, in the order in which layers are asked */
  readonly bundles: readonly HeldBundle[];
  readonly now: number;
}

interface PolicyEvent {
  readonly type: string;
  readonly stateKey: string;
  readonly content: unknown;
}

/**
 * The chunks of every layer, every root, and the bundles. Nothing lies between a root and the bundles: whoever listens to the room takes
 * the rules of a layer that the root has just named for missing until they are there.
 */
function policyEvents(roots: Roots, bundles: readonly HeldBundle[]): Result<readonly PolicyEvent[], Problem> {
  const [chunks, named, envelopes]: [PolicyEvent[], PolicyEvent[], PolicyEvent[]] = [[], [], []];
  for (const root of roots) {
    const read = readRoot(Buffer.from(root.payload, "base64"));
    if (!read.ok) return failed(refusalProblem(POLICY_ROOT_EVENT, read.failure));
    named.push({ type: POLICY_ROOT_EVENT, stateKey: String(read.value.version), content: root });
  }
  for (const { bundle, inTransit } of bundles) {
    const listed = readBundlePayload(Buffer.from(inTransit.envelope.payload, "base64"));
    if (!listed.ok) return failed(refusalProblem(POLICY_BUNDLE_EVENT, listed.failure));
    for (const [index, { sha256 }] of listed.value.chunks.entries()) {
      chunks.push({ type: POLICY_CHUNK_EVENT, stateKey: sha256, content: { data: inTransit.chunks[index] } });
    }
    envelopes.push({ type: POLICY_BUNDLE_EVENT, stateKey: bundle.layer, content: inTransit.envelope });
  }
  return ok([...chunks, ...named, ...envelopes]);
}

const newerInForce = (governanceRoomId: string, layer: Layer, theirs: number, ours: number): Result<never, Problem> =>
  problemResult({
    code: "version_old",
    where: governanceRoomId,
    what: both(
      `la version ${theirs} (${layer}) est déjà en vigueur sur le serveur ; la version ${ours} est plus ancienne.`,
      `version ${theirs} (${layer}) is in force on the homeserver already; version ${ours} is older.`,
    ),
    remedy: both("Reprenez la version en vigueur avant de signer la suivante.", "Take up the version in force before you sign the next one."),
    exit: EXIT.refused,
  });

/** Which of the bundles the homeserver does not have yet. All of them when there is a root that it does not have, or another room. */
function due({ bundles, governanceRoomId }: Publication, rootVersion: number, before: PolicyInForce | null): Result<readonly HeldBundle[], Problem> {
  if (before === null) return ok(bundles);
  const stays = before.trusted.root.version >= rootVersion && before.governanceRoomId === governanceRoomId;
  const missing: HeldBundle[] = [];
  for (const held of bundles) {
    const { layer, version, sha256 } = held.bundle;
    const theirs = before.bundles.get(layer)?.bundle;
    if (theirs !== undefined && theirs.version > version) return newerInForce(governanceRoomId, layer, theirs.version, version);
    if (!stays || theirs?.sha256 !== sha256) missing.push(held);
  }
  return ok(missing);
}

/**
 * @returns the layers that had to be published, each only after the module's endpoint gave its new version, verified
 */
export async function publishPolicy(publication: Publication): Promise<Result<readonly Layer[], Problem>> {
  const { http, bundles, governanceRoomId, roots, now } = publication;
  const own = await trustRoots(roots, POLICY_ROOT_EVENT);
  if (!own.ok) return own;
  // INVARIANT: nothing is published that somebody with all roots would refuse, as after a change of officers before the new ones have signed.
  for (const { bundle, inTransit } of bundles) {
    const taken = await own.value.loadBundle(inTransit, instantOf(now));
    if (!taken.ok) {
      return failed({
        ...refusalProblem(`${POLICY_BUNDLE_EVENT} ${bundle.layer}`, taken.failure),
        remedy: both(`Faites d’abord signer les règles par les responsables en fonction (policy sign --layer ${bundle.layer}).`, `Have the officers in office sign the rules first (policy sign --layer ${bundle.layer}).`),
      });
    }
  }
  const before = await policyInForce(http, roots[0], now);
  const missing = due(publication, own.value.root.version, before.ok ? before.value : null);
  if (!missing.ok) return missing;
  if (missing.value.length === 0) return ok([]);
  const events = policyEvents(roots, missing.value);
  if (!events.ok) return events;
  const session = await publication.service();
  if (!session.ok) return session;
  try {
    for (const event of events.value) {
      const sent = await session.value.sendState(governanceRoomId, event.type, event.stateKey, event.content);
      if (!sent.ok) return failed(requestProblem(both("la publication des règles", "the publication of the rules"), sent.failure));
    }
  } finally {
    await session.value.signOut();
  }
  const after = await policyInForce(http, roots[0], now);
  if (!after.ok) return after;
  for (const { bundle } of missing.value) {
    const { layer, version, sha256 } = bundle;
    const theirs = after.value.bundles.get(layer)?.bundle;
    if (theirs?.sha256 === sha256) continue;
    return problemResult({
      code: "not_in_force",
      where: governanceRoomId,
      what: both(
        `la version ${version} (${layer}) a été publiée, mais le serveur ${theirs === undefined ? "n’en applique aucune." : `applique encore la version ${theirs.version}.`}`,
        `version ${version} (${layer}) was published, but the homeserver ${theirs === undefined ? "enforces none." : `still enforces version ${theirs.version}.`}`,
      ),
      exit: EXIT.homeserver,
    });
  }
  return ok(missing.value.map(({ bundle }) => bundle.layer));
}
