/** A change of officers: the next root, signed by as many of the old officers as the old root asks for and as many of the new ones as the new one does. */
import { rm } from "node:fs/promises";
import { normalisedJson } from "#policies/compile/normalised-json.ts";
import { instantOf } from "#policies/evaluate/instant.ts";
import type { Envelope, Officer, PolicyHost, RootPayload } from "#policies/model/policy-bundle.ts";
import { LAYERS, type Layer } from "#policies/model/policy.ts";
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
import { roleIn, type LayerRole } from "./layers.ts";
import { readEnvelope, writeEnvelope, writeRoots, type HeldPolicy } from "./policy-files.ts";
import { refusalProblem } from "./refusal-problem.ts";
import { signProblems } from "./sign-problem.ts";

export interface RootChange {
  /** whose officers change: of this layer alone, which may be a new one. null: those who leave leave every layer, who joins is the nation's, and its threshold is the root's too */
  readonly layer: Layer | null;
  /** ids of those who are no longer officers */
  readonly leaving: readonly string[];
  /** new ones, and those who get another key or another name */
  readonly joining: readonly Officer[];
  /** signatures that rules take from now on; null: as before */
  readonly threshold: number | null;
  /** signatures that the next root takes; null: as before */
  readonly rootThreshold: number | null;
  /** layers that are no longer named: what was signed of them decides nothing any more */
  readonly ending: readonly Layer[];
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

/** Who signs for a layer after a change; a layer that is new begins with those who join it. */
function nextRole(before: RootPayload, layer: Layer, { layer: changed, leaving, joining, threshold }: RootChange): LayerRole {
  const role = before.layers[layer] ?? { officers: [], threshold: 0 };
  const isMeant = layer === (changed ?? "national");
  const isLeft = isMeant || changed === null;
  const newcomers = isMeant ? joining.map(({ id }) => id).filter((id) => !role.officers.includes(id)) : [];
  return { officers: [...role.officers.filter((id) => !isLeft || !leaving.includes(id)), ...newcomers], threshold: isMeant ? (threshold ?? role.threshold) : role.threshold };
}

/** The root after a change. Whoever is an officer of no layer any more is no officer of the root either. */
export function nextRoot(before: RootPayload, change: RootChange, issuedAt: string, expires: string): RootPayload {
  const { layer: changed, leaving, joining, threshold, rootThreshold, ending, hosts } = change;
  const layers = LAYERS.filter((layer) => !ending.includes(layer) && (before.layers[layer] !== undefined || layer === changed)).map((layer) => [layer, nextRole(before, layer, change)] as const);
  const signs = new Set(layers.flatMap(([, { officers }]) => officers));
  const isGone = (id: string): boolean => !signs.has(id) && (leaving.includes(id) || ending.some((layer) => before.layers[layer]?.officers.includes(id)));
  const stays = ({ id }: Officer): boolean => !isGone(id) && !joining.some((officer) => officer.id === id);
  return {
    ...before,
    version: before.version + 1,
    issued_at: issuedAt,
    expires,
    officers: [...before.officers.filter(stays), ...joining],
    root_threshold: rootThreshold ?? (changed === null ? (threshold ?? before.root_threshold) : before.root_threshold),
    layers: Object.fromEntries(layers),
    pulse: hosts === null ? before.pulse : hosts.length === 0 ? null : { hosts },
  };
}

/** Nobody signs a root that somebody else put together: a draft has to be what this signer's own words come to. */
async function produce({ held, layout, change, signers, validDays, anew, now }: RootSigning): Promise<Result<{ readonly root: RootPayload; readonly envelope: Envelope }, readonly Problem[]>> {
  const before = held.trusted.root;
  const from = change.layer === null ? before.officers.map(({ id }) => id) : (before.layers[change.layer]?.officers ?? []);
  const unknown = change.leaving.find((id) => !from.includes(id));
  if (unknown !== undefined) return failed([problem({ code: "officer_unknown", where: unknown, what: both("cette personne n’est pas responsable d’après la racine.", "this person is no officer according to the root."), exit: EXIT.refused })]);
  for (const layer of change.ending) {
    const role = roleIn(before, layer, null);
    if (!role.ok) return failed([role.failure]);
  }
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
