/** Publishes the signed policy in the governance room, and sees that the homeserver's module took it (SPECIFICATION.md section 8). */
import { instantOf } from "#policies/evaluate/instant.ts";
import { readBundlePayload } from "#policies/verify/read-bundle-payload.ts";
import { readRoot } from "#policies/verify/read-root.ts";
import type { BundleInTransit, Envelope, PolicyBundle } from "#policies/model/policy-bundle.ts";
import { POLICY_BUNDLE_EVENT, POLICY_CHUNK_EVENT, POLICY_ROOT_EVENT } from "#policies/model/wire-names.ts";
import type { MatrixHttp } from "../homeserver/matrix-http.ts";
import type { MemberSession } from "../homeserver/member-session.ts";
import { requestProblem } from "../homeserver/request-problem.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problemResult, type Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";
import { policyInForce } from "../verify/policy-in-force.ts";
import { trustRoots } from "./policy-files.ts";
import { refusalProblem } from "./refusal-problem.ts";

export interface Publication {
  readonly http: MatrixHttp;
  /** opens a session of the service account; only called when there is something to publish */
  readonly service: () => Promise<Result<MemberSession, Problem>>;
  readonly governanceRoomId: string;
  readonly roots: readonly [Envelope, ...Envelope[]];
  readonly inTransit: BundleInTransit;
  readonly bundle: PolicyBundle;
  readonly now: number;
}

interface PolicyEvent {
  readonly type: string;
  readonly stateKey: string;
  readonly content: unknown;
}

/** Every root, then the chunks, then the bundle that lists them. */
function policyEvents(publication: Publication): Result<readonly PolicyEvent[], Problem> {
  const events: PolicyEvent[] = [];
  for (const root of publication.roots) {
    const read = readRoot(Buffer.from(root.payload, "base64"));
    if (!read.ok) return failed(refusalProblem(POLICY_ROOT_EVENT, read.failure));
    events.push({ type: POLICY_ROOT_EVENT, stateKey: String(read.value.version), content: root });
  }
  const listed = readBundlePayload(Buffer.from(publication.inTransit.envelope.payload, "base64"));
  if (!listed.ok) return failed(refusalProblem(POLICY_BUNDLE_EVENT, listed.failure));
  for (const [index, { sha256 }] of listed.value.chunks.entries()) {
    events.push({ type: POLICY_CHUNK_EVENT, stateKey: sha256, content: { data: publication.inTransit.chunks[index] } });
  }
  events.push({ type: POLICY_BUNDLE_EVENT, stateKey: publication.bundle.layer, content: publication.inTransit.envelope });
  return ok(events);
}

/**
 * @returns whether anything had to be published; true only after the module's endpoint gave the new version, verified
 */
export async function publishPolicy(publication: Publication): Promise<Result<boolean, Problem>> {
  const { http, bundle, governanceRoomId, roots, inTransit, now } = publication;
  const own = await trustRoots(roots, POLICY_ROOT_EVENT);
  if (!own.ok) return own;
  // INVARIANT: nothing is published that somebody with all roots would refuse, as after a change of officers before the new ones have signed.
  const taken = await own.value.loadBundle(inTransit, instantOf(now));
  if (!taken.ok) return failed({ ...refusalProblem(POLICY_BUNDLE_EVENT, taken.failure), remedy: both("Faites d’abord signer les règles par les responsables en fonction (policy sign).", "Have the officers in office sign the rules first (policy sign).") });
  const before = await policyInForce(http, roots[0], now);
  const served = before.ok && before.value.bundle.sha256 === bundle.sha256 && before.value.rootVersion >= own.value.root.version;
  if (served && before.value.governanceRoomId === governanceRoomId) return ok(false);
  if (before.ok && before.value.bundle.version > bundle.version) {
    return problemResult({
      code: "version_old",
      where: governanceRoomId,
      what: both(
        `la version ${before.value.bundle.version} est déjà en vigueur sur le serveur ; la version ${bundle.version} est plus ancienne.`,
        `version ${before.value.bundle.version} is in force on the homeserver already; version ${bundle.version} is older.`,
      ),
      remedy: both("Reprenez la version en vigueur avant de signer la suivante.", "Take up the version in force before you sign the next one."),
      exit: EXIT.refused,
    });
  }
  const events = policyEvents(publication);
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
  if (after.value.bundle.sha256 === bundle.sha256) return ok(true);
  return problemResult({
    code: "not_in_force",
    where: governanceRoomId,
    what: both(
      `la version ${bundle.version} a été publiée, mais le serveur applique encore la version ${after.value.bundle.version}.`,
      `version ${bundle.version} was published, but the homeserver still enforces version ${after.value.bundle.version}.`,
    ),
    exit: EXIT.homeserver,
  });
}
