/** What `sign` and `rollback` have in common: documents are tested, their difference to what is in force is shown, and then they are signed. */
import { comparePolicies, type Comparison } from "#policies/analyse/compare-policies.ts";
import { instantOf } from "#policies/evaluate/instant.ts";
import { layerMisfits } from "#policies/lint/layer-misfits.ts";
import type { Layer } from "#policies/model/policy.ts";
import { both } from "../../output/language.ts";
import type { Problem } from "../../output/problem.ts";
import { report, tell } from "../../output/terminal.ts";
import { differenceLines, policyDifference, type PolicyDifference } from "../../policy/difference.ts";
import { runDocumentTests } from "../../policy/document-tests.ts";
import type { Documents } from "../../policy/documents.ts";
import { roleIn } from "../../policy/layers.ts";
import { meaningLines } from "../../policy/meaning-lines.ts";
import { misfitLines } from "../../policy/misfit-lines.ts";
import type { HeldPolicy } from "../../policy/policy-files.ts";
import { indented } from "../../policy/policy-words.ts";
import { signDraft, type Signed } from "../../policy/sign-draft.ts";
import { failed, ok, type Result } from "../../result.ts";
import type { Context } from "../context.ts";
import { layoutFor } from "../options.ts";
import { signersFrom, type SignerOptions } from "./signers.ts";

export interface SignOptions extends SignerOptions {
  readonly days: number;
  readonly anew?: true;
}

interface Difference extends PolicyDifference {
  /** what becomes wider and narrower; null: a first version, with which there is nothing to compare */
  readonly meaning: Comparison | null;
}

export interface SignedDocuments {
  readonly layer: Layer;
  readonly signed: Signed;
  readonly difference: Difference;
}

export async function signDocuments(context: Context, documents: Documents, held: HeldPolicy, options: SignOptions): Promise<Result<SignedDocuments, readonly Problem[]>> {
  const { policy } = documents.compiled;
  const role = roleIn(held.trusted.root, policy.layer, documents.sources.policy.file);
  if (!role.ok) return failed([role.failure]);
  const tested = await runDocumentTests(documents);
  if (!tested.ok) return tested;
  const current = held.bundles.get(policy.layer)?.bundle ?? null;
  const difference = policyDifference(current?.policy ?? null, policy);
  // Shown before anything is signed: an officer who reads something unexpected presses Ctrl-C, or does not touch the token.
  tell(context.terminal, current === null ? both("Première version.", "First version.") : both(`Différence avec la version ${current.version} :`, `Difference to version ${current.version}:`));
  const now = instantOf(context.now());
  const meaning = current === null ? null : comparePolicies(current.policy, policy, now);
  if (current !== null && meaning !== null) for (const line of meaningLines(current.policy, policy, meaning, now)) tell(context.terminal, indented(line));
  for (const line of differenceLines(difference)) tell(context.terminal, indented(line));
  const national = policy.layer === "national" ? undefined : held.bundles.get("national")?.bundle.policy;
  if (national !== undefined) for (const line of misfitLines(national, layerMisfits(national, policy))) tell(context.terminal, line);
  const layout = layoutFor(context, options.deployment);
  const signers = signersFrom(context, layout, options);
  const signed = await signDraft({ layout, documents, held, signers, validDays: options.days, anew: options.anew === true, now: context.now() });
  return signed.ok ? ok({ layer: policy.layer, signed: signed.value, difference: { ...difference, meaning } }) : signed;
}

/** Says what was signed, and what it still takes. @param more further facts for machines */
export function reportSigned(context: Context, { layer, signed, difference }: SignedDocuments, options: SignOptions, more: Readonly<Record<string, unknown>> = {}): void {
  const { language } = context.terminal;
  const which = layer === "national" ? "" : ` (${layer})`;
  if (signed.kind === "complete") {
    const { version, expires, sha256, signed_by } = signed.bundle;
    report(context.terminal, { kind: "complete", layer, version, expires, sha256, signedBy: signed_by.map(({ id }) => id), difference, ...more }, [
      both(`Version ${version}${which} signée, valable jusqu’au ${expires}. Elle entre en vigueur avec « chancery policy publish ».`, `Version ${version}${which} signed, valid until ${expires}. It comes into force with \`chancery policy publish\`.`)[language],
    ]);
  } else {
    const { draft } = layoutFor(context, options.deployment).layers[layer];
    report(context.terminal, { ...signed, layer, draft, difference, ...more }, [
      both(`${signed.signatures} signature sur ${signed.threshold}${which} : le brouillon ${draft} attend la suivante.`, `${signed.signatures} signature of ${signed.threshold}${which}: the draft ${draft} waits for the next one.`)[language],
    ]);
  }
}
