/** `chancery policy publish`: everything that is signed and not over, in the order in which it is trusted. */
import type { Command } from "commander";
import { instantOf } from "#policies/evaluate/instant.ts";
import type { PolicyBundle, PolicyOverlay, PulsePayload } from "#policies/model/policy-bundle.ts";
import type { Layer } from "#policies/model/policy.ts";
import type { DeploymentLayout } from "../../deployment/layout.ts";
import { readAccounts } from "../../deployment/accounts.ts";
import { readDeploymentFile } from "../../deployment/deployment-file.ts";
import { readKnownRooms } from "../../deployment/rooms.ts";
import { loopbackHttp, type MatrixHttp } from "../../homeserver/matrix-http.ts";
import type { MemberSession } from "../../homeserver/member-session.ts";
import { serviceSession } from "../../homeserver/service-session.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both, type LocalisedText } from "../../output/language.ts";
import { problemResult, type Problem } from "../../output/problem.ts";
import { report } from "../../output/terminal.ts";
import { roleIn } from "../../policy/layers.ts";
import type { HeldPolicy } from "../../policy/policy-files.ts";
import { publishEnvelope } from "../../policy/publish-envelope.ts";
import { publishPolicy } from "../../policy/publish.ts";
import type { HeldBundle } from "../../policy/under-roots.ts";
import { ok, type Result } from "../../result.ts";
import { policyInForce, type PolicyInForce } from "../../verify/policy-in-force.ts";
import { fail, help, type Context } from "../context.ts";
import { layoutFor, withDeployment } from "../options.ts";
import { bundleFacts } from "./bundle-words.ts";
import { missingLayers, missingLines } from "./held-words.ts";
import { heldPolicy, noBundle, withLayer, type PolicyOptions } from "./places.ts";

interface PublishedLayer {
  readonly bundle: PolicyBundle;
  /** whether the bundle, or a root, had to be published */
  readonly changed: boolean;
  /** null: there is none, or it is over */
  readonly overlay: { readonly stated: PolicyOverlay; readonly changed: boolean } | null;
}

interface Published {
  readonly layers: readonly PublishedLayer[];
  /** null: there is none, or it is over */
  readonly pulse: { readonly stated: PulsePayload; readonly changed: boolean } | null;
  /** further layers that the root names, of which the homeserver has nothing now */
  readonly missing: readonly Layer[];
}

interface Place {
  readonly http: MatrixHttp;
  readonly service: () => Promise<Result<MemberSession, Problem>>;
  readonly governanceRoomId: string;
  readonly inForce: PolicyInForce;
}

/** Where it is published, and what is in force there. */
async function placeOf(context: Context, layout: DeploymentLayout, { roots }: HeldPolicy): Promise<Result<Place, Problem>> {
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
  if (governanceRoomId !== undefined) return ok({ http, service: () => serviceSession(http, accounts.value), governanceRoomId, inForce: inForce.value });
  return problemResult({
    code: "no_governance_room",
    where: layout.rooms,
    what: both("ce déploiement n’a pas encore de salon des règles.", "this deployment has no governance room yet."),
    remedy: both("Lancez d’abord « chancery state apply ».", "Run `chancery state apply` first."),
    exit: EXIT.refused,
  });
}

/** The bundles that are to be in force: of the layer that was named, else all that are held. */
function bundlesAsked(layout: DeploymentLayout, held: HeldPolicy, layer: Layer | undefined): Result<readonly HeldBundle[], Problem> {
  const role = layer === undefined ? ok(undefined) : roleIn(held.trusted.root, layer, layout.root);
  if (!role.ok) return role;
  if (!held.bundles.has("national")) return noBundle(layout.layers.national.bundle);
  if (layer === undefined) return ok([...held.bundles.values()]);
  const one = held.bundles.get(layer);
  return one === undefined ? noBundle(layout.layers[layer].bundle, layer) : ok([one]);
}

/**
 * A root that names a layer bites before the layer's first rules do: on the whole homeserver nothing widens until they come. So they go
 * out together, unless somebody names the layer that cannot wait.
 */
function notBeforeItsRules(held: HeldPolicy, { inForce }: Place, missing: readonly Layer[]): Result<void, Problem> {
  const isNew = held.trusted.root.version > inForce.trusted.root.version;
  const [layer] = missing;
  if (!isNew || layer === undefined) return ok(undefined);
  return problemResult({
    code: "layer_unsigned",
    where: layer,
    what: both(
      `la racine n° ${held.trusted.root.version} nomme la couche ${layer}, dont rien n’est signé : une fois publiée, plus rien ne s’élargirait (F-05) jusqu’à ses premières règles. Rien n’a été publié.`,
      `root no. ${held.trusted.root.version} names the layer ${layer}, of which nothing is signed: once published, nothing would widen (F-05) until its first rules. Nothing was published.`,
    ),
    remedy: both(
      `Que ses responsables signent d’abord : chancery policy sign --layer ${layer} … Ce qui ne peut attendre se publie seul : --layer national.`,
      `Let its officers sign first: chancery policy sign --layer ${layer} … What cannot wait is published alone: --layer national.`,
    ),
    exit: EXIT.refused,
  });
}

async function publish(context: Context, options: PolicyOptions): Promise<Result<Published, Problem>> {
  const layout = layoutFor(context, options.deployment);
  const held = await heldPolicy(context, layout);
  if (!held.ok) return held;
  const { roots, trusted, envelopes } = held.value;
  const asked = bundlesAsked(layout, held.value, options.layer);
  if (!asked.ok) return asked;
  const place = await placeOf(context, layout, held.value);
  if (!place.ok) return place;
  const now = instantOf(context.now());
  const missing = missingLayers(trusted, now);
  const together = options.layer === undefined ? notBeforeItsRules(held.value, place.value, missing) : ok(undefined);
  if (!together.ok) return together;
  const published = await publishPolicy({ ...place.value, roots, bundles: asked.value, now: context.now() });
  if (!published.ok) return published;
  const layers: PublishedLayer[] = [];
  for (const { bundle } of asked.value) {
    const { layer } = bundle;
    const [overlay, envelope] = [trusted.overlay(layer), envelopes.overlays[layer]];
    const sent = overlay !== null && envelope !== undefined && now < overlay.expires ? await publishEnvelope({ ...place.value, what: { kind: "overlay", layer }, envelope }) : null;
    if (sent?.ok === false) return sent;
    layers.push({ bundle, changed: published.value.includes(layer), overlay: overlay === null || sent === null ? null : { stated: overlay, changed: sent.value } });
  }
  const { pulse } = trusted;
  const vouched = pulse !== null && envelopes.pulse !== null && now < pulse.expires ? await publishEnvelope({ ...place.value, what: { kind: "pulse" }, envelope: envelopes.pulse }) : null;
  if (vouched?.ok === false) return vouched;
  return ok({ layers, pulse: pulse === null || vouched === null ? null : { stated: pulse, changed: vouched.value }, missing });
}

function layerLines({ bundle, changed, overlay }: PublishedLayer): readonly LocalisedText[] {
  const which = bundle.layer === "national" ? "" : ` (${bundle.layer})`;
  return [
    changed
      ? both(`La version ${bundle.version}${which} est publiée et en vigueur.`, `Version ${bundle.version}${which} is published and in force.`)
      : both(`La version ${bundle.version}${which} était déjà publiée et en vigueur.`, `Version ${bundle.version}${which} was published and in force already.`),
    ...(overlay === null ? [] : [both(`La mesure d’urgence n° ${overlay.stated.version}${which} est en vigueur jusqu’au ${overlay.stated.expires}.`, `Emergency measure no. ${overlay.stated.version}${which} is in force until ${overlay.stated.expires}.`)]),
  ];
}

export function addPublishCommand(policy: Command, context: Context): void {
  const { language } = context.terminal;
  const command = policy
    .command("publish")
    .description(
      help(
        context,
        both(
          "Publie dans le salon des règles ce qui est signé (règles de chaque couche, mesures d’urgence, certification), et attend que le serveur l’applique.",
          "Publishes in the governance room what is signed (rules of each layer, emergency measures, pulse), and sees that the homeserver enforces it.",
        ),
      ),
    );
  withLayer(withDeployment(command, context), context, both("toutes celles qui sont tenues", "all that are held")).action(async (options: PolicyOptions) => {
    const published = await publish(context, options);
    if (!published.ok) return fail(context, [published.failure]);
    const { layers, pulse, missing } = published.value;
    const now = instantOf(context.now());
    const facts = layers.map(({ bundle, changed, overlay }) => ({
      ...bundleFacts(bundle, now),
      changed,
      overlay: overlay === null ? null : { version: overlay.stated.version, expires: overlay.stated.expires, changed: overlay.changed },
    }));
    // The first layer's facts stand at the top as well, where they stood before there were several.
    const machine = { ...facts[0], layers: facts, missing, pulse: pulse === null ? null : { issuedAt: pulse.stated.issued_at, expires: pulse.stated.expires, changed: pulse.changed } };
    report(context.terminal, machine, [
      ...[...layers.flatMap(layerLines), ...missingLines(missing)].map((line) => line[language]),
      ...(pulse === null ? [] : [both(`Les règles sont certifiées jusqu’au ${pulse.stated.expires}.`, `The rules are vouched for until ${pulse.stated.expires}.`)[language]]),
    ]);
    context.finish(EXIT.done);
  });
}
