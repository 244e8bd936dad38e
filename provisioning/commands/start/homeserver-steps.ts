/** Lays the embedded homeserver down with Ansible, and starts it under supervision. */
import { FURTHER_LAYERS } from "#policies/model/policy.ts";
import { existsSync } from "node:fs";
import { runPlaybook } from "../../ansible/run-playbook.ts";
import { taskName } from "../../ansible/task-names.ts";
import { inTurn } from "../../deployment/exclusive.ts";
import type { DeploymentLayout, RepositoryLayout } from "../../deployment/layout.ts";
import { homeserverProblem, interrupted, playbookProblem } from "../../homeserver/homeserver-problem.ts";
import { isLaidDown, noteLaidDown, type LaidDown } from "../../homeserver/laid-down.ts";
import type { HomeserverEvent, RunningHomeserver } from "../../homeserver/supervision.ts";
import { superviseHomeserver } from "../../homeserver/supervisor.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both } from "../../output/language.ts";
import { problem, type Problem } from "../../output/problem.ts";
import type { Progress } from "../../output/progress.ts";
import { tell, type Terminal } from "../../output/terminal.ts";
import { failed, ok, type Result } from "../../result.ts";

/** How much wider the rates are for automatic tests. */
const RELAXED = 1000;

export interface LayingDown {
  readonly layout: DeploymentLayout;
  readonly repository: RepositoryLayout;
  readonly homeserverPort: number;
  readonly serverName: string;
  /** local part */
  readonly serviceAccount: string;
  readonly relaxedRateLimits: boolean;
  readonly signal: AbortSignal;
  readonly shown: Progress;
}

const variablesFor = (asked: LayingDown): LaidDown["variables"] => ({
  synapse_profile: "embedded",
  synapse_deployment_dir: asked.layout.directory,
  synapse_server_name: asked.serverName,
  synapse_port: asked.homeserverPort,
  synapse_venv: asked.repository.synapse,
  synapse_policy_root_file: asked.layout.root,
  synapse_policy_bundle_file: asked.layout.layers.national.bundle,
  synapse_policy_layer_bundle_files: Object.fromEntries(FURTHER_LAYERS.map((layer) => [layer, asked.layout.layers[layer].bundle] as const).filter(([, file]) => existsSync(file))),
  synapse_service_account: `@${asked.serviceAccount}:${asked.serverName}`,
  synapse_policy_module_source: asked.repository.policyModule,
  ...(asked.relaxedRateLimits ? { synapse_rate_limit_factor: RELAXED } : {}),
});

/**
 * Runs the playbook, unless nothing that it is given and nothing that it left has changed since the last complete run.
 *
 * INVARIANT: one at a time in a working copy: all deployments of it share one Synapse environment, which a run may make afresh.
 */
export async function layDownHomeserver(asked: LayingDown): Promise<Result<void, Problem>> {
  const { repository, signal, shown } = asked;
  const onWait = (): void => shown.note(both("Une autre installation de ce dossier est en cours ; attente", "Another installation in this folder is running; waiting"));
  return (await inTurn(repository.shared, { signal, onWait }, () => layDown(asked))) ?? failed(interrupted());
}

async function layDown(asked: LayingDown): Promise<Result<void, Problem>> {
  const { repository, shown } = asked;
  const variables = variablesFor(asked);
  const settled = await isLaidDown({ ...asked, variables });
  if (!settled.ok) return settled;
  if (settled.value) return ok(undefined);
  const result = await runPlaybook({
    playbook: repository.playbook,
    toolsEnvironment: repository.tools,
    signal: asked.signal,
    variables,
    onProgress: (event) => {
      if (event.kind === "task_started") shown.doing(taskName(event.task));
    },
  });
  if (!result.ok) return failed(playbookProblem(result.failure));
  const { changed, ok: done } = result.value;
  shown.note(both(`Ansible : ${done} tâches, dont ${changed} avec un changement`, `Ansible: ${done} tasks, ${changed} of them with a change`));
  return noteLaidDown({ ...asked, variables });
}

/** A homeserver that runs, and the news that it will not come back. */
export interface Watched {
  readonly homeserver: RunningHomeserver;
  /** resolves when it crashed too often to be started again */
  readonly lost: Promise<Problem>;
}

interface Starting {
  readonly layout: DeploymentLayout;
  readonly repository: RepositoryLayout;
  readonly port: number;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Starts Synapse and resolves when it answers. */
export async function startHomeserver(asked: Starting): Promise<Result<Watched, Problem>> {
  const { terminal } = asked;
  const gone = Promise.withResolvers<Problem>();
  let answered = false;
  const onEvent = (event: HomeserverEvent): void => {
    switch (event.kind) {
      case "leftover_stopped":
        tell(terminal, both(`\nUn serveur resté d’un démarrage précédent (${event.pid}) a été arrêté.`, `\nA homeserver left from an earlier start (${event.pid}) was stopped.`));
        return;
      case "crashed":
        tell(terminal, both(`Le serveur s’est arrêté seul ; il redémarre. Rien n’est perdu.`, `The homeserver ended by itself; it is being started again. Nothing is lost.`));
        return;
      case "ready":
        if (answered) tell(terminal, both("Le serveur répond de nouveau.", "The homeserver answers again."));
        answered = true;
        return;
      case "gave_up":
        gone.resolve(
          problem({
            code: "homeserver_gave_up",
            what: both(`le serveur s’est arrêté ${event.crashes} fois de suite ; il n’est plus relancé.`, `the homeserver ended ${event.crashes} times in a row; it is not started again.`),
            detail: event.log.trim().split("\n").slice(-20),
            remedy: both("La fin de son journal est ci-dessus. Corrigez-en la cause, puis relancez.", "The end of its log is above. Correct the cause, then start again."),
            exit: EXIT.homeserver,
          }),
        );
        return;
      case "started":
      case "stopped":
    }
  };
  const started = await superviseHomeserver({ deploymentDirectory: asked.layout.directory, synapseEnvironment: asked.repository.synapse, port: asked.port, signal: asked.signal, onEvent });
  return started.ok ? ok({ homeserver: started.value, lost: gone.promise }) : failed(homeserverProblem(started.failure));
}
