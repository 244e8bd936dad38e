/** Keeping one embedded homeserver running: what goes in, what is told on the way, what comes out. */
import type { Result } from "../result.ts";

export interface SupervisedHomeserver {
  /** the deployment directory; `homeserver/` in it was written by the Ansible role, `run/` receives the pid file */
  readonly deploymentDirectory: string;
  /** the virtual environment that holds Synapse (`.chancery/synapse-venv`) */
  readonly synapseEnvironment: string;
  /** the loopback port in homeserver.yaml */
  readonly port: number;
  /** milliseconds until Synapse has to answer after each start (default 60 000) */
  readonly startDeadline?: number;
  /** milliseconds between SIGTERM and SIGKILL (default 10 000) */
  readonly stopGrace?: number;
  /** how often a crashed Synapse is started again before the supervisor gives up (default 5 within ten minutes) */
  readonly restartLimit?: number;
  readonly onEvent?: (event: HomeserverEvent) => void;
  /** ends the first start: when aborted before Synapse answers, it is stopped and the result is `interrupted` */
  readonly signal?: AbortSignal;
}

export type HomeserverEvent =
  | { readonly kind: "leftover_stopped"; readonly pid: number }
  | { readonly kind: "started"; readonly pid: number }
  /** it answers requests */
  | { readonly kind: "ready"; readonly pid: number; readonly milliseconds: number }
  | { readonly kind: "crashed"; readonly pid: number; readonly exit: ProcessExit; readonly restartInMilliseconds: number }
  /** crashed too often: nothing runs any more */
  | { readonly kind: "gave_up"; readonly crashes: number; readonly log: string }
  | { readonly kind: "stopped" };

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: string | null;
}

export type HomeserverFailure =
  /** somebody else listens on the port; `process` when it could be read */
  | { readonly code: "port_in_use"; readonly port: number; readonly process: { readonly pid: number; readonly command: string } | null }
  /** no Synapse in the environment, or no homeserver.yaml: the playbook has not run */
  | { readonly code: "not_installed"; readonly missing: string }
  /** it ended before it answered; `log` is the end of what it wrote */
  | { readonly code: "did_not_start"; readonly exit: ProcessExit; readonly log: string }
  /** it runs but did not answer in time, and was stopped */
  | { readonly code: "did_not_answer"; readonly milliseconds: number; readonly log: string }
  | { readonly code: "leftover_will_not_stop"; readonly pid: number }
  | { readonly code: "no_space"; readonly message: string }
  | { readonly code: "interrupted" };

export interface RunningHomeserver {
  /** `http://127.0.0.1:<port>` */
  readonly baseUrl: string;
  /** of the Synapse that runs now; null between a crash and the restart, and after the end */
  pid(): number | null;
  /** SIGTERM, after the grace time SIGKILL; resolves when the process is gone; may be called again */
  stop(): Promise<void>;
}

/** Implemented by `superviseHomeserver` in supervisor.ts; resolves when Synapse answers. */
export type SuperviseHomeserver = (homeserver: SupervisedHomeserver) => Promise<Result<RunningHomeserver, HomeserverFailure>>;
