/** `chancery policy publish`: everything that is signed and not over, in the order in which it is trusted. */
import type { Command } from "commander";
import { instantOf } from "#policies/evaluate/instant.ts";
import type { PolicyBundle, PolicyOverlay, PulsePayload } from "#policies/model/policy-bundle.ts";
import { readAccounts } from "../../deployment/accounts.ts";
import { readDeploymentFile } from "../../deployment/deployment-file.ts";
import { readKnownRooms } from "../../deployment/rooms.ts";
import { loopbackHttp } from "../../homeserver/matrix-http.ts";
import { serviceSession } from "../../homeserver/service-session.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both } from "../../output/language.ts";
import { problemResult, type Problem } from "../../output/problem.ts";
import { report } from "../../output/terminal.ts";
import { publishEnvelope } from "../../policy/publish-envelope.ts";
import { publishPolicy } from "../../policy/publish.ts";
import { ok, type Result } from "../../result.ts";
import { policyInForce } from "../../verify/policy-in-force.ts";
import { fail, help, type Context } from "../context.ts";
import { layoutFor, withDeployment } from "../options.ts";
import { bundleFacts } from "./bundle-words.ts";
import { heldPolicy, noBundle, type PolicyOptions } from "./places.ts";

interface Published {
  readonly bundle: PolicyBundle;
  /** whether the bundle, or a root, had to be published */
  readonly changed: boolean;
  /** null: there is none, or it is over */
  readonly overlay: { readonly stated: PolicyOverlay; readonly changed: boolean } | null;
  readonly pulse: { readonly stated: PulsePayload; readonly changed: boolean } | null;
}

async function publish(context: Context, options: PolicyOptions): Promise<Result<Published, Problem>> {
  const layout = layoutFor(context, options.deployment);
  const held = await heldPolicy(context, layout);
  if (!held.ok) return held;
  const { current, roots, trusted, envelopes } = held.value;
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
  const place = { http, service: () => serviceSession(http, accounts.value), governanceRoomId };
  const { bundle, inTransit } = current;
  const published = await publishPolicy({ ...place, roots, inTransit, bundle, now: context.now() });
  if (!published.ok) return published;
  const now = instantOf(context.now());
  const [overlay, pulse] = [trusted.overlay(bundle.layer), trusted.pulse];
  let [overlaid, vouched]: [Published["overlay"], Published["pulse"]] = [null, null];
  if (overlay !== null && envelopes.overlay !== null && now < overlay.expires) {
    const sent = await publishEnvelope({ ...place, what: { kind: "overlay", layer: bundle.layer }, envelope: envelopes.overlay });
    if (!sent.ok) return sent;
    overlaid = { stated: overlay, changed: sent.value };
  }
  if (pulse !== null && envelopes.pulse !== null && now < pulse.expires) {
    const sent = await publishEnvelope({ ...place, what: { kind: "pulse" }, envelope: envelopes.pulse });
    if (!sent.ok) return sent;
    vouched = { stated: pulse, changed: sent.value };
  }
  return ok({ bundle, changed: published.value, overlay: overlaid, pulse: vouched });
}

export function addPublishCommand(policy: Command, context: Context): void {
  const { language } = context.terminal;
  withDeployment(
    policy
      .command("publish")
      .description(
        help(
          context,
          both(
            "Publie dans le salon des règles ce qui est signé (règles, mesure d’urgence, certification), et attend que le serveur l’applique.",
            "Publishes in the governance room what is signed (rules, emergency measure, pulse), and sees that the homeserver enforces it.",
          ),
        ),
      ),
    context,
  ).action(async (options: PolicyOptions) => {
    const published = await publish(context, options);
    if (!published.ok) return fail(context, [published.failure]);
    const { bundle, changed, overlay, pulse } = published.value;
    const machine = {
      ...bundleFacts(bundle, instantOf(context.now())),
      changed,
      overlay: overlay === null ? null : { version: overlay.stated.version, expires: overlay.stated.expires, changed: overlay.changed },
      pulse: pulse === null ? null : { issuedAt: pulse.stated.issued_at, expires: pulse.stated.expires, changed: pulse.changed },
    };
    report(context.terminal, machine, [
      changed
        ? both(`La version ${bundle.version} est publiée et en vigueur.`, `Version ${bundle.version} is published and in force.`)[language]
        : both(`La version ${bundle.version} était déjà publiée et en vigueur.`, `Version ${bundle.version} was published and in force already.`)[language],
      ...(overlay === null ? [] : [both(`La mesure d’urgence n° ${overlay.stated.version} est en vigueur jusqu’au ${overlay.stated.expires}.`, `Emergency measure no. ${overlay.stated.version} is in force until ${overlay.stated.expires}.`)[language]]),
      ...(pulse === null ? [] : [both(`Les règles sont certifiées jusqu’au ${pulse.stated.expires}.`, `The rules are vouched for until ${pulse.stated.expires}.`)[language]]),
    ]);
    context.finish(EXIT.done);
  });
}
