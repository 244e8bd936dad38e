/** `chancery policy sign`. */
import { InvalidArgumentError, type Command } from "commander";
import { comparePolicies, type Comparison } from "#policies/analyse/compare-policies.ts";
import { instantOf } from "#policies/evaluate/instant.ts";
import type { SigningOfficer } from "#policies/sign/sign-envelope.ts";
import type { DeploymentLayout } from "../../deployment/layout.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both } from "../../output/language.ts";
import type { Problem } from "../../output/problem.ts";
import { report, tell } from "../../output/terminal.ts";
import { differenceLines, policyDifference, type PolicyDifference } from "../../policy/difference.ts";
import { runDocumentTests } from "../../policy/document-tests.ts";
import { readDocuments } from "../../policy/documents.ts";
import { officerKeyPath } from "../../policy/example-officers.ts";
import { meaningLines } from "../../policy/meaning-lines.ts";
import { indented } from "../../policy/policy-words.ts";
import { signDraft, type Signed } from "../../policy/sign-draft.ts";
import { failed, ok, type Result } from "../../result.ts";
import { fail, help, type Context } from "../context.ts";
import { layoutFor, pathFrom, withDeployment } from "../options.ts";
import { documentsFolder, heldPolicy, type PolicyOptions } from "./places.ts";

interface SignOptions extends PolicyOptions {
  readonly officer: readonly string[];
  readonly key?: Readonly<Record<string, string>>;
  readonly days: number;
  readonly anew?: true;
}

interface Difference extends PolicyDifference {
  /** what becomes wider and narrower; null: a first version, with which there is nothing to compare */
  readonly meaning: Comparison | null;
}

function keyOption(value: string, known: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const at = value.indexOf("=");
  if (at < 1 || at === value.length - 1) throw new InvalidArgumentError("");
  return { ...known, [value.slice(0, at)]: value.slice(at + 1) };
}

function daysOption(value: string): number {
  const days = /^[1-9][0-9]{0,3}$/.test(value) ? Number(value) : NaN;
  if (Number.isNaN(days)) throw new InvalidArgumentError("");
  return days;
}

const signersFrom = (context: Context, layout: DeploymentLayout, options: SignOptions): readonly SigningOfficer[] =>
  options.officer.map((officer) => {
    const given = options.key?.[officer];
    return { officer, keyFile: given === undefined ? officerKeyPath(layout, officer) : pathFrom(context, given) };
  });

async function sign(context: Context, named: string | undefined, options: SignOptions): Promise<Result<{ readonly signed: Signed; readonly difference: Difference }, readonly Problem[]>> {
  const layout = layoutFor(context, options.deployment);
  const documents = await readDocuments(documentsFolder(context, named, options), context.now());
  if (!documents.ok) return documents;
  const tested = await runDocumentTests(documents.value);
  if (!tested.ok) return tested;
  const held = await heldPolicy(context, layout);
  if (!held.ok) return failed([held.failure]);
  const current = held.value.current?.bundle ?? null;
  const difference = policyDifference(current?.policy ?? null, documents.value.compiled.policy);
  // Shown before anything is signed: an officer who reads something unexpected presses Ctrl-C, or does not touch the token.
  tell(context.terminal, current === null ? both("Première version.", "First version.") : both(`Différence avec la version ${current.version} :`, `Difference to version ${current.version}:`));
  const now = instantOf(context.now());
  const meaning = current === null ? null : comparePolicies(current.policy, documents.value.compiled.policy, now);
  if (current !== null && meaning !== null) for (const line of meaningLines(current.policy, documents.value.compiled.policy, meaning, now)) tell(context.terminal, indented(line));
  for (const line of differenceLines(difference)) tell(context.terminal, indented(line));
  const signed = await signDraft({
    layout,
    documents: documents.value,
    held: held.value,
    signers: signersFrom(context, layout, options),
    validDays: options.days,
    anew: options.anew === true,
    now: context.now(),
  });
  return signed.ok ? ok({ signed: signed.value, difference: { ...difference, meaning } }) : signed;
}

export function addSignCommand(policy: Command, context: Context): void {
  const { language } = context.terminal;
  const command = policy
    .command("sign")
    .argument("[documents]", help(context, both("dossier des documents (par défaut : la copie de travail du déploiement)", "folder of documents (default: the deployment's working copy)")))
    .description(
      help(
        context,
        both(
          "Compile, essaie et signe les documents, après avoir montré la différence. Tant qu’il manque des signatures, un brouillon attend ; chacun recompile ses propres documents avant de le signer.",
          "Compiles, tests and signs the documents, after showing the difference. While signatures are missing a draft waits; everybody compiles their own documents before signing it.",
        ),
      ),
    );
  withDeployment(command, context)
    .requiredOption("--officer <id...>", help(context, both("qui signe (plusieurs possibles)", "who signs (several possible)")))
    .option("--key <id=path>", help(context, both("clé privée, ou clé publique d’un agent SSH ; par défaut celle de l’exemple", "private key, or public key that an SSH agent has; default: the example's")), keyOption)
    .option("--days <n>", help(context, both("durée de validité", "how long the rules hold")), daysOption, 30)
    .option("--anew", help(context, both("laisse de côté un brouillon existant", "leaves an existing draft aside")))
    .action(async (named: string | undefined, options: SignOptions) => {
      const done = await sign(context, named, options);
      if (!done.ok) return fail(context, done.failure);
      const { signed, difference } = done.value;
      if (signed.kind === "complete") {
        const { version, expires } = signed.bundle;
        report(context.terminal, { kind: "complete", version, expires, sha256: signed.bundle.sha256, signedBy: signed.bundle.signed_by.map(({ id }) => id), difference }, [
          both(`Version ${version} signée, valable jusqu’au ${expires}. Elle entre en vigueur avec « chancery policy publish ».`, `Version ${version} signed, valid until ${expires}. It comes into force with \`chancery policy publish\`.`)[language],
        ]);
      } else {
        const { draft } = layoutFor(context, options.deployment);
        report(context.terminal, { ...signed, draft, difference }, [
          both(`${signed.signatures} signature sur ${signed.threshold} : le brouillon ${draft} attend la suivante.`, `${signed.signatures} signature of ${signed.threshold}: the draft ${draft} waits for the next one.`)[language],
        ]);
      }
      context.finish(EXIT.done);
    });
}
