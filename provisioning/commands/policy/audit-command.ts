/** `chancery policy audit`: the whole chain of versions, for auditors. */
import type { Command } from "commander";
import { join } from "node:path";
import { auditChain, type AuditedBundle, type AuditedVersion, type ChainAudit, type Finding, type FoundBundle } from "#policies/analyse/audit-chain.ts";
import type { Envelope } from "#policies/model/policy-bundle.ts";
import { LAYERS, type Layer } from "#policies/model/policy.ts";
import { REFUSAL_CODES, type RefusalCode } from "#policies/verify/refusal-code.ts";
import { layerLayouts, type DeploymentLayout, type LayerLayout } from "../../deployment/layout.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both, type Language, type LocalisedText } from "../../output/language.ts";
import type { Problem } from "../../output/problem.ts";
import { report } from "../../output/terminal.ts";
import { keptVersions } from "../../policy/kept-versions.ts";
import { readInTransit, readRoots } from "../../policy/policy-files.ts";
import { refusalProblem } from "../../policy/refusal-problem.ts";
import { ok, type Result } from "../../result.ts";
import { fail, help, type Context } from "../context.ts";
import { layoutFor, pathFrom, withDeployment } from "../options.ts";
import { noBundle, noRoot, withLayer, type PolicyOptions } from "./places.ts";

export function addAuditCommand(policy: Command, context: Context): void {
  const { language } = context.terminal;
  const command = withDeployment(
    policy
      .command("audit")
      .argument("[folder]", help(context, both("dossier avec root.json, national.json et versions/, et ceux des autres couches (par défaut : celui du déploiement)", "folder with root.json, national.json and versions/, and those of further layers (default: the deployment's)")))
      .description(
        help(
          context,
          both(
            "Contrôle toute la chaîne : chaque racine et chaque version des règles depuis la première, signatures et seuils, empreinte de la version précédente, dates au moment de l’émission.",
            "Checks the whole chain: every root and every version of the rules from the first, signatures and thresholds, the digest of the version before, dates at the moment of issue.",
          ),
        ),
      ),
    context,
  );
  withLayer(command, context, both("toutes", "all")).action(async (named: string | undefined, options: PolicyOptions) => {
    const layout = named === undefined ? layoutFor(context, options.deployment) : inFolder(pathFrom(context, named));
    const chain = await readChain(layout, options.layer === undefined ? LAYERS : [options.layer]);
    if (!chain.ok) return fail(context, [chain.failure]);
    const audit = await auditChain(chain.value.roots, layout.root, chain.value.bundles);
    const whole = !audit.findings.some(({ breaks }) => breaks);
    report(context.terminal, { whole, ...audit }, linesOf(audit, whole, language));
    context.finish(whole ? EXIT.done : EXIT.refused);
  });
}

type ChainFiles = Pick<DeploymentLayout, "root" | "layers">;
const inFolder = (folder: string): ChainFiles => ({ root: join(folder, "root.json"), layers: layerLayouts(folder) });

interface Chain {
  readonly roots: readonly Envelope[];
  readonly bundles: readonly FoundBundle[];
}

async function readChain(layout: ChainFiles, layers: readonly Layer[]): Promise<Result<Chain, Problem>> {
  const roots = await readRoots(layout);
  if (!roots.ok) return roots;
  if (roots.value === null) return noRoot(layout);
  const bundles: FoundBundle[] = [];
  for (const layer of layers) {
    const found = await findBundles(layout.layers[layer]);
    if (!found.ok) return found;
    bundles.push(...found.value);
  }
  return bundles.length === 0 ? noBundle(layout.root, layers[0]) : ok({ roots: roots.value, bundles });
}

/** Every version of a layer that is kept, and the one in force unless it is one of them. */
async function findBundles(files: LayerLayout): Promise<Result<readonly FoundBundle[], Problem>> {
  const kept = await keptVersions(files);
  if (!kept.ok) return kept;
  const found: FoundBundle[] = [];
  for (const place of kept.value.map((version) => join(files.versions, `version-${String(version)}`, "signed.json"))) {
    const inTransit = await readInTransit(place);
    if (!inTransit.ok) return inTransit;
    // A folder without its file is a version that is not there, and is found to be missing.
    if (inTransit.value !== null) found.push({ place, inTransit: inTransit.value });
  }
  const current = await readInTransit(files.bundle);
  if (!current.ok) return current;
  const inForce = current.value;
  if (inForce !== null && !found.some(({ inTransit }) => inTransit.envelope.payload === inForce.envelope.payload)) found.push({ place: files.bundle, inTransit: inForce });
  return ok(found);
}

const OWN_SENTENCES: Readonly<Record<Exclude<Finding["code"], RefusalCode>, LocalisedText>> = {
  version_missing: both("il manque, avant cette version :", "missing before this version:"),
  version_twice: both("un autre fichier porte la même version :", "another file carries the same version:"),
  outlives_root: both("ces règles expirent après leur racine, qui expire le", "these rules expire after their root, which expires"),
  issued_before_previous: both("émise avant la version précédente, qui date du", "issued before the version before it, which is of"),
  issued_after_expiry: both("émise alors que la racine précédente avait expiré, le", "issued when the root before it had expired, on"),
};
const isRefusal = (code: Finding["code"]): code is RefusalCode => REFUSAL_CODES.some((one) => one === code);

function findingLine({ of, version, place, code, detail, breaks }: Finding, language: Language): string {
  const what = of === "root" ? both("racine", "root")[language] : both("règles", "rules")[language];
  const sentence = isRefusal(code) ? refusalProblem(place, { code, detail }).what[language] : OWN_SENTENCES[code][language];
  const kind = breaks ? both("Rompu", "Broken")[language] : both("À noter", "To note")[language];
  return `${kind}: ${what}${version === null ? "" : ` ${String(version)}`} (${place}): ${sentence}${detail === null ? "" : ` ${detail}`}`;
}

const versionLine = ({ version, issued_at, expires, signed_by, threshold, sha256 }: AuditedVersion | AuditedBundle, what: LocalisedText, language: Language): string =>
  `${what[language]} ${String(version)}: ${issued_at} – ${expires}, ${signed_by.join(", ")} (${String(signed_by.length)}/${String(threshold)}), SHA-256 ${sha256}`;

function linesOf({ roots, bundles, findings }: ChainAudit, whole: boolean, language: Language): string[] {
  return [
    ...roots.map((one) => versionLine(one, both("Racine", "Root"), language)),
    ...bundles.map((one) => versionLine(one, both(`Règles (${one.layer})`, `Rules (${one.layer})`), language)),
    ...findings.map((one) => findingLine(one, language)),
    whole
      ? both(`La chaîne est entière ; racines : ${String(roots.length)}, versions des règles : ${String(bundles.length)}.`, `The chain is whole; roots: ${String(roots.length)}, versions of the rules: ${String(bundles.length)}.`)[language]
      : both("La chaîne ne tient pas.", "The chain does not hold.")[language],
  ];
}
