/** The whole way from documents to two people who can talk: the steps of `chancery start`, and the end that undoes what it started. */
import { readDesiredStateFile } from "../../plan/state-file.ts";
import { clientBuild, buildIfChanged } from "../../client-build/build-client.ts";
import { serveClient } from "../../client-server/client-server.ts";
import { readBrand, writeDeploymentFile } from "../../deployment/deployment-file.ts";
import type { DeploymentLayout } from "../../deployment/layout.ts";
import { claimDirectory, emptyDirectory } from "../../deployment/marker.ts";
import { takeStartLock } from "../../deployment/start-lock.ts";
import { interrupted } from "../../homeserver/homeserver-problem.ts";
import { loopbackHttp } from "../../homeserver/matrix-http.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both } from "../../output/language.ts";
import { problem, type Problem } from "../../output/problem.ts";
import { progress, systemClock, type Progress } from "../../output/progress.ts";
import { report, tell } from "../../output/terminal.ts";
import { preparePolicy } from "../../policy/prepare-policy.ts";
import { failed, ok, type Result } from "../../result.ts";
import type { Context } from "../context.ts";
import { DEFAULT_CLIENT_PORT, DEFAULT_HOMESERVER_PORT } from "../options.ts";
import { closingWords, readyForMachines, type Ready } from "./closing-words.ts";
import { layDownHomeserver, startHomeserver, type Watched } from "./homeserver-steps.ts";
import { openClient } from "./open-client.ts";
import { preflightProblems, withItsCause } from "./preflight.ts";
import { provision } from "./provision.ts";
import { shellWord } from "./walks.ts";

export interface StartRequest {
  readonly layout: DeploymentLayout;
  /** whether `--deployment` was given */
  readonly elsewhere: boolean;
  readonly homeserverPort: number;
  readonly clientPort: number;
  readonly open: boolean;
  readonly reset: boolean;
  readonly relaxedRateLimits: boolean;
}

type Ended = Result<void, readonly Problem[]>;

/** What was started, to be stopped in the opposite order. */
type Stops = (() => Promise<void> | void)[];

/**
 * Starts everything, says where it is, and stays until it is interrupted or the homeserver is gone for good.
 *
 * @returns ok after an orderly end
 */
export async function start(context: Context, request: StartRequest): Promise<Ended> {
  const stops: Stops = [];
  const shown = progress(context.terminal, 6, systemClock);
  try {
    const watched = await bringUp(context, request, shown, stops);
    if (!watched.ok) return failed(await withItsCause(request.layout, watched.failure));
    const end = await Promise.race([watched.value.lost, untilAborted(context.signal)]);
    if (end !== null) return failed(await withItsCause(request.layout, [end]));
    tell(context.terminal, both("\nArrêt en cours …", "\nStopping …"));
    return ok(undefined);
  } finally {
    shown.abandon();
    for (const stop of stops.reverse()) await stop();
  }
}

const untilAborted = (signal: AbortSignal): Promise<null> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener("abort", () => resolve(null), { once: true });
  });

async function prepareDirectory(context: Context, request: StartRequest, stops: Stops): Promise<Ended> {
  const { layout } = request;
  const claimed = await claimDirectory(layout);
  if (!claimed.ok) return failed([claimed.failure]);
  const lock = await takeStartLock(layout.lock);
  if (!lock.ok) return failed([lock.failure]);
  stops.push(lock.value);
  const problems = await preflightProblems({ ...request, repository: context.repository });
  return problems.length > 0 ? failed(problems) : ok(undefined);
}

/** What has to be said again to start the same deployment; never `--reset`. */
function argumentsOf({ layout, elsewhere, homeserverPort, clientPort, open }: StartRequest): string[] {
  return [
    ...(open ? [] : ["--no-open"]),
    ...(elsewhere ? ["--deployment", shellWord(layout.directory)] : []),
    ...(homeserverPort === DEFAULT_HOMESERVER_PORT ? [] : ["--homeserver-port", String(homeserverPort)]),
    ...(clientPort === DEFAULT_CLIENT_PORT ? [] : ["--client-port", String(clientPort)]),
  ];
}

/** Deletes what an earlier start left. The lock of a start that still runs refuses it. */
async function reset(layout: DeploymentLayout): Promise<Ended> {
  // Before the lock, which is a file in the folder: nothing may be written into one that is not ours.
  const claimed = await claimDirectory(layout);
  if (!claimed.ok) return failed([claimed.failure]);
  const lock = await takeStartLock(layout.lock);
  if (!lock.ok) return failed([lock.failure]);
  const emptied = await emptyDirectory(layout);
  await lock.value();
  return emptied.ok ? ok(undefined) : failed([emptied.failure]);
}

async function bringUp(context: Context, request: StartRequest, shown: Progress, stops: Stops): Promise<Result<Watched, readonly Problem[]>> {
  const { repository, terminal, signal } = context;
  const { layout } = request;
  const homeserver = `http://127.0.0.1:${request.homeserverPort}`;

  shown.step(both("Préparation du dossier", "Preparing the folder"));
  if (request.reset) {
    const fresh = await reset(layout);
    if (!fresh.ok) return fresh;
  }
  const prepared = await prepareDirectory(context, request, stops);
  if (!prepared.ok) return prepared;
  const desired = await readDesiredStateFile(repository.exampleState);
  if (!desired.ok) return desired;
  const brand = await readBrand(repository.exampleBrand);
  if (!brand.ok) return failed([brand.failure]);

  shown.step(both("Règles : contrôle, essais, signature", "Rules: check, tests, signature"));
  const policy = await preparePolicy({ layout, repository, now: context.now(), onNote: (text) => shown.note(text) });
  if (!policy.ok) return policy;
  if (request.relaxedRateLimits && !policy.value.example) {
    return failed([problem({ code: "not_an_example", where: layout.root, what: both("--relaxed-rate-limits n’est permis que pour un État d’exemple.", "--relaxed-rate-limits is allowed for an example state only."), exit: EXIT.usage })]);
  }
  if (signal.aborted) return failed([interrupted()]);

  shown.step(both("Serveur : installation par Ansible", "Homeserver: installation by Ansible"));
  const laying = { ...request, repository, serviceAccount: desired.value.service_account, serverName: desired.value.server_name, signal, shown };
  const laidDown = await layDownHomeserver(laying);
  if (!laidDown.ok) return failed([laidDown.failure]);

  shown.step(both("Serveur : démarrage", "Homeserver: start"));
  const running = await startHomeserver({ layout, repository, port: request.homeserverPort, terminal, signal });
  if (!running.ok) return failed([running.failure]);
  stops.push(() => running.value.homeserver.stop());
  if (signal.aborted) return failed([interrupted()]);

  shown.step(both("Comptes, salons et publication des règles", "Accounts, rooms and publication of the rules"));
  const provisioned = await provision({ layout, desired: desired.value, policy: policy.value, http: loopbackHttp(homeserver, { signal }), now: context.now, signal, shown });
  if (!provisioned.ok) return provisioned;
  // A version that was signed just now is installed as a file too: a homeserver that lost its state begins with it, not with an older one.
  const installed = await layDownHomeserver(laying);
  if (!installed.ok) return failed([installed.failure]);

  shown.step(both("Client : construction et service", "Client: build and serving"));
  const built = await buildIfChanged(repository, clientBuild(repository), signal);
  if (!built.ok) return failed([built.failure]);
  const { roots, bundle } = provisioned.value;
  const written = await writeDeploymentFile(layout.deploymentFile, { homeserver, serverName: desired.value.server_name, brand: brand.value, root: roots[0], minimumPolicyVersion: bundle.version });
  if (!written.ok) return failed([written.failure]);
  const served = await serveClient({ client: repository.client, deploymentFile: layout.deploymentFile, homeserver, port: request.clientPort });
  if (!served.ok) return failed([served.failure]);
  stops.push(() => served.value.stop());
  shown.end();

  const ready: Ready = { client: served.value.address, homeserver, accounts: provisioned.value.accounts, layout, repository, elsewhere: request.elsewhere, startArguments: argumentsOf(request) };
  report(terminal, readyForMachines(ready, desired.value.server_name, provisioned.value.rooms), closingWords(ready, terminal.language));
  if (request.open) {
    const opened = await openClient({ layout, repository, address: served.value.address, environment: process.env, signal });
    stops.push(() => opened.stop());
    tell(terminal, opened.said);
  }
  return ok(running.value);
}
