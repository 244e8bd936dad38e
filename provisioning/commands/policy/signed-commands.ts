/** `chancery policy verify` and `show`: what is asked of signed rules. */
import type { Command } from "commander";
import { instantOf } from "#policies/evaluate/instant.ts";
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import type { TrustedPolicySet } from "#policies/verify/trusted-policy-set.ts";
import { readDeploymentFile } from "../../deployment/deployment-file.ts";
import { loopbackHttp } from "../../homeserver/matrix-http.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both } from "../../output/language.ts";
import type { Problem } from "../../output/problem.ts";
import { report } from "../../output/terminal.ts";
import { roleIn } from "../../policy/layers.ts";
import type { HeldBundles } from "../../policy/under-roots.ts";
import { ok, type Result } from "../../result.ts";
import { policyInForce } from "../../verify/policy-in-force.ts";
import { fail, help, type Context } from "../context.ts";
import { layoutFor, pathFrom, withDeployment } from "../options.ts";
import { bundleFacts, bundleLines } from "./bundle-words.ts";
import { freshnessLines, missingLayers, missingLines, overlayFacts, overlayLines, pulseFacts, pulseLines, ruleLines } from "./held-words.ts";
import { heldPolicy, noBundle, withLayer, type PolicyOptions } from "./places.ts";
import { verifyFile } from "./verify-file.ts";

const ALL_HELD = both("toutes celles qui sont tenues", "all that are held");

export function addSignedCommands(policy: Command, context: Context): void {
  const { language } = context.terminal;
  const now = (): string => instantOf(context.now());

  const verify = policy
    .command("verify")
    .argument("[bundle]", help(context, both("fichier signé (par défaut : ceux du déploiement)", "signed file (default: the deployment's)")))
    .description(help(context, both("Vérifie signatures, contenu et dates depuis la racine du déploiement.", "Verifies signatures, content and dates from the deployment's root on.")));
  withLayer(withDeployment(verify, context), context, ALL_HELD).action(async (named: string | undefined, options: PolicyOptions) => {
    const verified = await verifiedBundles(context, named, options);
    if (!verified.ok) return fail(context, [verified.failure]);
    const [first, ...further] = verified.value;
    const layers = [first, ...further].map((bundle) => bundleFacts(bundle, now()));
    report(context.terminal, { ...bundleFacts(first, now()), layers }, [...verified.value.flatMap((bundle) => bundleLines(bundle, language, now())), both("Tout est en ordre.", "Everything is in order.")[language]]);
    context.finish(EXIT.done);
  });

  const show = policy
    .command("show")
    .description(help(context, both("Montre les règles signées de chaque couche : version, signataires, échéance, contenu ; les mesures d’urgence et la certification.", "Shows the signed rules of each layer: version, signers, expiry, content; emergency measures and the pulse.")));
  withLayer(withDeployment(show, context), context, ALL_HELD)
    .option("--in-force", help(context, both("demande au serveur ce qu’il applique", "asks the homeserver what it enforces")))
    .action(async (options: ShowOptions) => {
      const shown = await shownPolicy(context, options);
      if (!shown.ok) return fail(context, [shown.failure]);
      const { trusted, bundles } = shown.value;
      const [first] = bundles;
      const missing = options.layer === undefined ? missingLayers(trusted, now()) : [];
      const layers = bundles.map((bundle) => {
        const overlay = trusted.overlay(bundle.layer);
        return { ...bundleFacts(bundle, now()), overlay: overlay === null ? null : overlayFacts(overlay, now()) };
      });
      const machine = { ...bundleFacts(first, now()), policy: first.policy, root: { version: trusted.root.version, expires: trusted.root.expires }, layers, missing, pulse: trusted.pulse === null ? null : pulseFacts(trusted.pulse, now()) };
      report(context.terminal, machine, [
        ...bundles.flatMap((bundle) => {
          const overlay = trusted.overlay(bundle.layer);
          const more = [...freshnessLines(trusted, bundle, now()), ...ruleLines(bundle.policy.rules), ...(overlay === null ? [] : overlayLines(overlay, now()))];
          return [...bundleLines(bundle, language, now()), ...more.map((line) => line[language])];
        }),
        ...[...missingLines(missing), ...pulseLines(trusted, now())].map((line) => line[language]),
      ]);
      context.finish(EXIT.done);
    });
}

type Bundles = readonly [PolicyBundle, ...PolicyBundle[]];

/** A file that was named, else the deployment's own of the layer, else of every layer. */
async function verifiedBundles(context: Context, named: string | undefined, options: PolicyOptions): Promise<Result<Bundles, Problem>> {
  const layout = layoutFor(context, options.deployment);
  const first = options.layer ?? "national";
  const one = await verifyFile(context, layout, named === undefined ? layout.layers[first].bundle : pathFrom(context, named), named === undefined ? first : options.layer);
  if (!one.ok) return one;
  const verified: [PolicyBundle, ...PolicyBundle[]] = [one.value];
  if (named !== undefined || options.layer !== undefined) return ok(verified);
  const held = await heldPolicy(context, layout);
  if (!held.ok) return held;
  // A layer that a later root ended leaves its file, and nobody is asked to believe it.
  for (const layer of [...held.value.bundles.keys()].filter((one) => one !== first)) {
    const next = await verifyFile(context, layout, layout.layers[layer].bundle, layer);
    if (!next.ok) return next;
    verified.push(next.value);
  }
  return ok(verified);
}

interface ShowOptions extends PolicyOptions {
  readonly inForce?: true;
}

/** What the deployment holds, or what the homeserver enforces: of the layer that is asked for, else of all. */
async function shownPolicy(context: Context, options: ShowOptions): Promise<Result<{ readonly trusted: TrustedPolicySet; readonly bundles: Bundles }, Problem>> {
  const layout = layoutFor(context, options.deployment);
  const held = await (options.inForce === true ? enforced(context, options) : heldPolicy(context, layout));
  if (!held.ok) return held;
  const { trusted, bundles } = held.value;
  if (options.layer !== undefined) {
    const role = roleIn(trusted.root, options.layer, layout.root);
    if (!role.ok) return role;
  }
  const [first, ...further] = [...bundles.values()].map(({ bundle }) => bundle).filter(({ layer }) => layer === (options.layer ?? layer));
  const layer = options.layer ?? "national";
  return first === undefined ? noBundle(layout.layers[layer].bundle, layer) : ok({ trusted, bundles: [first, ...further] });
}

async function enforced(context: Context, options: PolicyOptions): Promise<Result<{ readonly trusted: TrustedPolicySet; readonly bundles: HeldBundles }, Problem>> {
  const described = await readDeploymentFile(layoutFor(context, options.deployment).deploymentFile);
  return described.ok ? policyInForce(loopbackHttp(described.value.homeserver, { signal: context.signal }), described.value.root, context.now()) : described;
}
