/** Publishes an overlay or a pulse in the governance room, and sees that the homeserver's module took it (SPECIFICATION.md section 8). */
import type { Envelope } from "#policies/model/policy-bundle.ts";
import type { Layer } from "#policies/model/policy.ts";
import { POLICY_ENDPOINT, POLICY_OVERLAY_EVENT, POLICY_PULSE_EVENT } from "#policies/model/wire-names.ts";
import type { MatrixHttp } from "../homeserver/matrix-http.ts";
import type { MemberSession } from "../homeserver/member-session.ts";
import { requestProblem } from "../homeserver/request-problem.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problemResult, type Problem } from "../output/problem.ts";
import { anything, openObject } from "../reading/shape.ts";
import { failed, ok, type Result } from "../result.ts";

export interface EnvelopePublication {
  readonly http: MatrixHttp;
  /** opens a session of the service account */
  readonly service: () => Promise<Result<MemberSession, Problem>>;
  readonly governanceRoomId: string;
  readonly what: { readonly kind: "pulse" } | { readonly kind: "overlay"; readonly layer: Layer };
  readonly envelope: Envelope;
}

const answerShape = openObject<{ overlays: unknown; pulse: unknown }>({ overlays: anything, pulse: anything });

/** Whether the endpoint gives these very bytes: it gives only what the module verified. */
const serves = ({ overlays, pulse }: { readonly overlays: unknown; readonly pulse: unknown }, { what, envelope }: EnvelopePublication): boolean => {
  const served: unknown = what.kind === "pulse" ? pulse : (overlays as { readonly [layer: string]: unknown } | null)?.[what.layer]; // any JSON value but null can be looked into
  return (served as { readonly payload?: unknown } | null | undefined)?.payload === envelope.payload;
};

async function isServed(publication: EnvelopePublication): Promise<Result<boolean, Problem>> {
  const answer = await publication.http.request({ method: "GET", path: POLICY_ENDPOINT, answer: answerShape });
  if (!answer.ok) return failed(requestProblem(both("la lecture des règles en vigueur", "reading the rules in force"), answer.failure));
  return ok(serves(answer.value, publication));
}

/** @returns whether it had to be published; done only after the module's endpoint gives what was sent */
export async function publishEnvelope(publication: EnvelopePublication): Promise<Result<boolean, Problem>> {
  const { what, envelope, governanceRoomId } = publication;
  const before = await isServed(publication);
  if (!before.ok) return before;
  if (before.value) return ok(false);
  const session = await publication.service();
  if (!session.ok) return session;
  const [type, stateKey] = what.kind === "pulse" ? [POLICY_PULSE_EVENT, ""] : [POLICY_OVERLAY_EVENT, what.layer];
  try {
    const sent = await session.value.sendState(governanceRoomId, type, stateKey, envelope);
    if (!sent.ok) return failed(requestProblem(both("la publication dans le salon des règles", "publishing in the governance room"), sent.failure));
  } finally {
    await session.value.signOut();
  }
  const after = await isServed(publication);
  if (!after.ok) return after;
  if (after.value) return ok(true);
  return problemResult({
    code: "not_in_force",
    where: governanceRoomId,
    what: both("ce qui a été publié n’est pas appliqué par le serveur.", "what was published is not in force on the homeserver."),
    exit: EXIT.homeserver,
  });
}
