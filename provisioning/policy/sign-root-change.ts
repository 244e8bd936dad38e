/** A change of officers: the next root, signed by as many of the old officers as the old root asks for and as many of the new ones as the new one does. */
import { rm } from "node:fs/promises";
import { normalisedJson } from "#policies/compile/normalised-json.ts";
import { instantOf } from "#policies/evaluate/instant.ts";
import type { Envelope, Officer, PolicyHost, RootPayload } from "#policies/model/policy-bundle.ts";
import type { SigningOfficer } from "#policies/sign/sign-envelope.ts";
import { countersignRoot, signRoot } from "#policies/sign/sign-root.ts";
import { bytesOfText, sameBytes } from "#policies/verify/bytes.ts";
import { readRoot } from "#policies/verify/read-root.ts";
import type { DeploymentLayout } from "../deployment/layout.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problem, type Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";
import { DAY } from "./day.ts";
import { readEnvelope, writeEnvelope, writeRoots, type HeldPolicy } from "./policy-files.ts";
import { refusalProblem } from "./refusal-problem.ts";
import { signProblems } from "./sign-problem.ts";

export interface RootChange {
  /** ids of those who are no longer officers */
  readonly leaving: readonly string[];
  /** new ones, and those who get another key or another name */
  readonly joining: readonly Officer[];
  /** signatures that root and rules take from now on; null: as before */
  readonly threshold: number | null;
  /** policy hosts in place of those before; null: as before */
  readonly hosts: readonly PolicyHost[] | null;
}

export interface RootSigning {
  readonly layout: DeploymentLayout;
  readonly held: HeldPolicy;
  readonly change: RootChange;
  readonly signers: readonly SigningOfficer[];
  /** how long the root will hold; for a draft the first signer's days count */
  readonly validDays: number;
  readonly anew: boolean;
  /** milliseconds since the epoch */
  readonly now: number;
}

export type SignedRoot =
  | { readonly kind: "complete"; readonly root: RootPayload }
  | { readonly kind: "draft"; readonly root: RootPayload; readonly signatures: number };

/** The root after a change. Every layer has the new officers in place of those who leave. */
export function nextRoot(before: RootPayload, { leaving, joining, threshold, hosts }: RootChange, issuedAt: string, expires: string): RootPayload {
  const stays = ({ id }: { readonly id: string }): boolean => !leaving.includes(id) && !joining.some((officer) => officer.id === id);
  const newcomers = joining.filter(({ id }) => !before.officers.some((officer) => officer.id === id)).map(({ id }) => id);
  const layers = Object.entries(before.layers).map(([layer, role]) => [layer, { officers: [...role.officers.filter((id) => !leaving.includes(id)), ...newcomers], threshold: threshold ?? role.threshold }] as const);
  return {
    ...before,
    version: before.version + 1,
    issued_at: issuedAt,
    expires,
    officers: [...before.officers.filter(stays), ...joining],
    root_threshold: threshold ?? before.root_threshold,
    layers: Object.fromEntries(layers),
    pulse: hosts === null ? before.pulse : hosts.length === 0 ? null : { hosts },
  };
}

/** Nobody signs a root that somebody else put together: a draft has to be what this signer's own words come to. */
async function produce({ held, layout, change, signers, validDays, anew, now }: RootSigning): Promise<Result<{ readonly root: RootPayload; readonly envelope: Envelope }, readonly Problem[]>> {
  const before = held.trusted.root;
  const unknown = change.leaving.find((id) => !before.officers.some((officer) => officer.id === id));
  if (unknown !== undefined) return failed([problem({ code: "officer_unknown", where: unknown, what: both("cette personne n’est pas responsable d’après la racine.", "this person is no officer according to the root."), exit: EXIT.refused })]);
  const draft = anew ? ok(null) : await readEnvelope(layout.rootDraft);
  if (!draft.ok) return failed([draft.failure]);
  if (draft.value === null) {
    const root = nextRoot(before, change, instantOf(now), instantOf(now + validDays * DAY));
    const signed = await signRoot(root, before, signers);
    return signed.ok ? ok({ root, envelope: signed.value }) : failed(signProblems(signed.failure, [], layout.root));
  }
  const payload = Buffer.from(draft.value.payload, "base64");
  const read = readRoot(payload);
  if (!read.ok) return failed([refusalProblem(layout.rootDraft, read.failure)]);
  const root = nextRoot(before, change, read.value.issued_at, read.value.expires);
  if (!sameBytes(bytesOfText(normalisedJson(root)), new Uint8Array(payload))) {
    return failed([
      problem({
        code: "text_differs",
        where: layout.rootDraft,
        what: both("ce que d’autres ont signé n’est pas ce que vous demandez ; rien n’a été signé.", "what others signed is not what you ask for; nothing was signed."),
        remedy: both("Entendez-vous sur les mêmes options et les mêmes clés, ou laissez ce brouillon de côté avec --anew.", "Agree on the same options and keys, or leave that draft aside with --anew."),
        exit: EXIT.refused,
      }),
    ]);
  }
  const signed = await countersignRoot(draft.value, before, signers);
  return signed.ok ? ok({ root, envelope: signed.value }) : failed(signProblems(signed.failure, [], layout.rootDraft));
}

/** Signs; once old and new threshold are met, the root is the deployment's newest. */
export async function signRootChange(asked: RootSigning): Promise<Result<SignedRoot, readonly Problem[]>> {
  const { layout, held } = asked;
  const produced = await produce(asked);
  if (!produced.ok) return produced;
  const { root, envelope } = produced.value;
  const taken = await held.trusted.offerRoot(envelope);
  if (taken.ok) {
    const written = await writeRoots(layout, [...held.roots, envelope]);
    if (!written.ok) return failed([written.failure]);
    await rm(layout.rootDraft, { force: true });
    return ok({ kind: "complete", root });
  }
  if (taken.failure.code !== "threshold_not_met") return failed([refusalProblem(layout.root, taken.failure)]);
  const written = await writeEnvelope(layout.rootDraft, envelope);
  return written.ok ? ok({ kind: "draft", root, signatures: envelope.signatures.length }) : failed([written.failure]);
}
