/** `chancery policy verify` and `show`: what is asked of signed rules. */
import type { Command } from "commander";
import { instantOf } from "#policies/evaluate/instant.ts";
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import { readDeploymentFile } from "../../deployment/deployment-file.ts";
import { loopbackHttp } from "../../homeserver/matrix-http.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both, type Language } from "../../output/language.ts";
import type { Problem } from "../../output/problem.ts";
import { report } from "../../output/terminal.ts";
import { ok, type Result } from "../../result.ts";
import { policyInForce } from "../../verify/policy-in-force.ts";
import { fail, help, type Context } from "../context.ts";
import { layoutFor, pathFrom, withDeployment } from "../options.ts";
import { bundleFacts, bundleLines } from "./bundle-words.ts";
import { heldPolicy, noBundle, type PolicyOptions } from "./places.ts";
import { verifyFile } from "./verify-file.ts";

function ruleLines(bundle: PolicyBundle, language: Language): string[] {
  const effects = { allow: both("permet", "allows"), deny: both("refuse", "denies"), require: both("demande", "requires") };
  const trial = both("à l’essai", "on trial");
  return bundle.policy.rules.map((rule) => {
    const classes = rule.room?.class ?? rule.room?.sets?.map((name) => `@${name}`) ?? rule.room?.class_not?.map((name) => `≠${name}`) ?? rule.room?.sets_not?.map((name) => `≠@${name}`) ?? ["*"];
    return `  ${rule.id}  ${effects[rule.effect][language].padEnd(7)} ${rule.title[language]}  [${rule.actions.join(", ")}; ${classes.join(", ")}]${rule.mode === "evaluate" ? ` (${trial[language]})` : ""}`;
  });
}

export function addSignedCommands(policy: Command, context: Context): void {
  const { language } = context.terminal;
  const now = (): string => instantOf(context.now());

  withDeployment(
    policy
      .command("verify")
      .argument("[bundle]", help(context, both("fichier signé (par défaut : celui du déploiement)", "signed file (default: the deployment's)")))
      .description(help(context, both("Vérifie signatures, contenu et dates depuis la racine du déploiement.", "Verifies signatures, content and dates from the deployment's root on."))),
    context,
  ).action(async (named: string | undefined, options: PolicyOptions) => {
    const layout = layoutFor(context, options.deployment);
    const verified = await verifyFile(context, layout, named === undefined ? layout.bundle : pathFrom(context, named));
    if (!verified.ok) return fail(context, [verified.failure]);
    report(context.terminal, bundleFacts(verified.value, now()), [...bundleLines(verified.value, language, now()), both("Tout est en ordre.", "Everything is in order.")[language]]);
    context.finish(EXIT.done);
  });

  withDeployment(
    policy.command("show").description(help(context, both("Montre les règles signées : version, signataires, échéance, contenu.", "Shows the signed rules: version, signers, expiry, content."))),
    context,
  )
    .option("--in-force", help(context, both("demande au serveur ce qu’il applique", "asks the homeserver what it enforces")))
    .action(async (options: PolicyOptions & { readonly inForce?: true }) => {
      const bundle = options.inForce === true ? await enforced(context, options) : await signed(context, options);
      if (!bundle.ok) return fail(context, [bundle.failure]);
      report(context.terminal, { ...bundleFacts(bundle.value, now()), policy: bundle.value.policy }, [...bundleLines(bundle.value, language, now()), ...ruleLines(bundle.value, language)]);
      context.finish(EXIT.done);
    });
}

async function signed(context: Context, options: PolicyOptions): Promise<Result<PolicyBundle, Problem>> {
  const layout = layoutFor(context, options.deployment);
  const held = await heldPolicy(context, layout);
  if (!held.ok) return held;
  return held.value.current === null ? noBundle(layout.bundle) : ok(held.value.current.bundle);
}

async function enforced(context: Context, options: PolicyOptions): Promise<Result<PolicyBundle, Problem>> {
  const described = await readDeploymentFile(layoutFor(context, options.deployment).deploymentFile);
  if (!described.ok) return described;
  const found = await policyInForce(loopbackHttp(described.value.homeserver, { signal: context.signal }), described.value.root, context.now());
  return found.ok ? ok(found.value.bundle) : found;
}
