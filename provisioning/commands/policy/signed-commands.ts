/** `chancery policy verify`, `show` and `publish`: what is done with signed rules. */
import type { Command } from "commander";
import { instantOf } from "#policies/evaluate/instant.ts";
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import { readAccounts } from "../../deployment/accounts.ts";
import { readDeploymentFile } from "../../deployment/deployment-file.ts";
import { readKnownRooms } from "../../deployment/rooms.ts";
import { loopbackHttp } from "../../homeserver/matrix-http.ts";
import { serviceSession } from "../../homeserver/service-session.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both, type Language } from "../../output/language.ts";
import { problemResult, type Problem } from "../../output/problem.ts";
import { report } from "../../output/terminal.ts";
import { publishPolicy } from "../../policy/publish.ts";
import { ok, type Result } from "../../result.ts";
import { policyInForce } from "../../verify/policy-in-force.ts";
import { fail, help, type Context } from "../context.ts";
import { layoutFor, pathFrom, withDeployment } from "../options.ts";
import { heldPolicy, noBundle, type PolicyOptions } from "./places.ts";
import { verifyFile } from "./verify-file.ts";

const machine = (bundle: PolicyBundle, now: string): Record<string, unknown> => ({
  layer: bundle.layer,
  version: bundle.version,
  sha256: bundle.sha256,
  issuedAt: bundle.issued_at,
  expires: bundle.expires,
  expired: now >= bundle.expires,
  signedBy: bundle.signed_by.map(({ id }) => id),
  threshold: bundle.threshold,
});

function summary(bundle: PolicyBundle, language: Language, now: string): string[] {
  const signers = bundle.signed_by.map(({ name, title }) => `${name} (${title[language]})`).join(", ");
  const expired = now >= bundle.expires;
  return [
    both(`Version ${bundle.version} (${bundle.layer}), SHA-256 ${bundle.sha256}`, `Version ${bundle.version} (${bundle.layer}), SHA-256 ${bundle.sha256}`)[language],
    both(`Signée par ${signers} ; ${bundle.threshold} signatures requises`, `Signed by ${signers}; ${bundle.threshold} signatures required`)[language],
    both(`Émise le ${bundle.issued_at}, ${expired ? "expirée depuis le" : "valable jusqu’au"} ${bundle.expires}`, `Issued ${bundle.issued_at}, ${expired ? "expired since" : "valid until"} ${bundle.expires}`)[language],
  ];
}

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
    report(context.terminal, machine(verified.value, now()), [...summary(verified.value, language, now()), both("Tout est en ordre.", "Everything is in order.")[language]]);
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
      report(context.terminal, { ...machine(bundle.value, now()), policy: bundle.value.policy }, [...summary(bundle.value, language, now()), ...ruleLines(bundle.value, language)]);
      context.finish(EXIT.done);
    });

  withDeployment(
    policy.command("publish").description(help(context, both("Publie les règles signées dans le salon des règles, et attend que le serveur les applique.", "Publishes the signed rules in the governance room, and sees that the homeserver enforces them."))),
    context,
  ).action(async (options: PolicyOptions) => {
    const published = await publish(context, options);
    if (!published.ok) return fail(context, [published.failure]);
    const { bundle, changed } = published.value;
    report(context.terminal, { ...machine(bundle, now()), changed }, [
      changed
        ? both(`La version ${bundle.version} est publiée et en vigueur.`, `Version ${bundle.version} is published and in force.`)[language]
        : both(`La version ${bundle.version} était déjà publiée et en vigueur.`, `Version ${bundle.version} was published and in force already.`)[language],
    ]);
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

async function publish(context: Context, options: PolicyOptions): Promise<Result<{ readonly bundle: PolicyBundle; readonly changed: boolean }, Problem>> {
  const layout = layoutFor(context, options.deployment);
  const held = await heldPolicy(context, layout);
  if (!held.ok) return held;
  const { current, roots } = held.value;
  if (current === null) return noBundle(layout.bundle);
  const described = await readDeploymentFile(layout.deploymentFile);
  if (!described.ok) return described;
  const accounts = await readAccounts(layout.accounts);
  if (!accounts.ok) return accounts;
  const rooms = await readKnownRooms(layout.rooms);
  if (!rooms.ok) return rooms;
  const http = loopbackHttp(described.value.homeserver, { signal: context.signal });
  const inForce = await policyInForce(http, roots[0], context.now());
  if (!inForce.ok) return inForce;
  const governanceRoomId = inForce.value.governanceRoomId ?? rooms.value["governance"];
  if (governanceRoomId === undefined) {
    return problemResult({
      code: "no_governance_room",
      where: layout.rooms,
      what: both("ce déploiement n’a pas encore de salon des règles.", "this deployment has no governance room yet."),
      remedy: both("Lancez d’abord « chancery state apply ».", "Run `chancery state apply` first."),
      exit: EXIT.refused,
    });
  }
  const published = await publishPolicy({ http, service: () => serviceSession(http, accounts.value), governanceRoomId, roots, inTransit: current.inTransit, bundle: current.bundle, now: context.now() });
  return published.ok ? ok({ bundle: current.bundle, changed: published.value }) : published;
}
