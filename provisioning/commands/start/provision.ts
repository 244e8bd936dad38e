/** People, rooms and policy of the example on the homeserver: everything that happens under enforcement. */
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import { instantOf } from "#policies/evaluate/instant.ts";
import { layersInForce } from "#policies/verify/layers-in-force.ts";
import type { Account } from "../../deployment/accounts.ts";
import type { DeploymentLayout } from "../../deployment/layout.ts";
import type { KnownRooms } from "../../deployment/rooms.ts";
import type { MatrixHttp } from "../../homeserver/matrix-http.ts";
import { readRegistrationSecret } from "../../homeserver/registration-secret.ts";
import { serviceSession } from "../../homeserver/service-session.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both } from "../../output/language.ts";
import { problem, type Problem } from "../../output/problem.ts";
import type { Progress } from "../../output/progress.ts";
import { runState } from "../../plan/apply-state.ts";
import { describeChange } from "../../plan/change.ts";
import { creationBody } from "../../plan/creation-body.ts";
import type { DesiredState } from "../../plan/desired-state.ts";
import { publicRoomsOf } from "../../plan/public-rooms-of.ts";
import type { PreparedPolicy } from "../../policy/prepare-policy.ts";
import { publishPolicy } from "../../policy/publish.ts";
import type { HeldLayer } from "../../policy/policy-files.ts";
import { isTakenByNewest, type HeldBundle, type Roots } from "../../policy/under-roots.ts";
import { failed, ok, type Result } from "../../result.ts";
import { policyInForce } from "../../verify/policy-in-force.ts";
import { missingLayers, missingLines } from "../policy/held-words.ts";

export interface Provisioning {
  readonly layout: DeploymentLayout;
  readonly desired: DesiredState;
  readonly policy: PreparedPolicy;
  readonly http: MatrixHttp;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly shown: Progress;
}

export interface Provisioned {
  readonly accounts: readonly Account[];
  readonly rooms: KnownRooms;
  readonly roots: Roots;
  /** the nation's, in force at the homeserver's module, and verified */
  readonly bundle: PolicyBundle;
}

export async function provision(asked: Provisioning): Promise<Result<Provisioned, readonly Problem[]>> {
  const { layout, desired, policy, http, shown } = asked;
  const inForce = await policyInForce(http, policy.roots[0], asked.now());
  if (!inForce.ok) return failed([inForce.failure]);
  const { bundle, trusted } = inForce.value;
  const now = instantOf(asked.now());

  const state = await runState({
    layout,
    desired,
    bundles: { national: bundle, narrower: (layersInForce(trusted, now)?.narrower ?? []).map(({ deciding }) => deciding) },
    http,
    registrationSecret: () => readRegistrationSecret(layout),
    creationBody: (room) => creationBody(bundle.policy, room),
    now,
    planOnly: false,
    onChange: (change, position, total) => shown.doing(both(`${position}/${total} ${describeChange(change).fr}`, `${position}/${total} ${describeChange(change).en}`)),
    signal: asked.signal,
  });
  if (!state.ok) return state;
  const { changes, rooms, accounts } = state.value;
  shown.note(both(`État : ${changes.length} changement${changes.length < 2 ? "" : "s"}`, `State: ${changes.length} change${changes.length === 1 ? "" : "s"}`));

  const governance = desired.rooms.find((room) => policy.governanceClasses.has(room.class));
  const governanceRoomId = governance === undefined ? undefined : rooms[governance.key];
  if (governanceRoomId === undefined) {
    return failed([problem({ code: "no_governance_room", where: "example-state.json", what: both("le fichier d’état n’a pas de salon de gouvernance.", "the state file has no governance room."), exit: EXIT.refused })]);
  }
  const signed = await policy.withPublicRooms(publicRoomsOf(desired, rooms));
  if (!signed.ok) return signed;
  const bundles = await publishable(asked, signed.value);
  const published = await publishPolicy({
    http,
    service: () => serviceSession(http, accounts),
    governanceRoomId,
    roots: policy.roots,
    bundles,
    now: asked.now(),
  });
  if (!published.ok) return failed([published.failure]);
  for (const layer of published.value) {
    const version = signed.value.bundles.get(layer)?.bundle.version ?? 0;
    shown.note(both(`Règles : la version ${version} (${layer}) est publiée et en vigueur`, `Rules: version ${version} (${layer}) is published and in force`));
  }
  return ok({ accounts, rooms, roots: policy.roots, bundle: signed.value.current.bundle });
}

/** The nation's rules, and those of each further layer, unless they wait for its officers: what a ministry has yet to sign does not keep a state from starting. */
async function publishable({ policy, now, shown }: Provisioning, held: HeldLayer): Promise<readonly HeldBundle[]> {
  for (const line of missingLines(missingLayers(held.trusted, instantOf(now())))) shown.note(line);
  const bundles: HeldBundle[] = [];
  for (const one of held.bundles.values()) {
    const { layer } = one.bundle;
    if (layer === "national" || (await isTakenByNewest(policy.roots, one, now()))) bundles.push(one);
    else shown.note(both(`Règles : la couche ${layer} attend d’être signée par ses nouveaux responsables`, `Rules: the layer ${layer} waits to be signed by its new officers`));
  }
  return bundles;
}
