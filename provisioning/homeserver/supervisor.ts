/** Keeps one embedded Synapse running: starts it, starts it again after a crash, and stops it. */
import { existsSync } from "node:fs";
import { mkdir, open, rm, type FileHandle } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { failed, ok, type Result } from "../result.ts";
import { stopLeftover } from "./leftover.ts";
import { listenerOn } from "./process-table.ts";
import type {
  HomeserverEvent,
  HomeserverFailure,
  ProcessExit,
  RunningHomeserver,
  SupervisedHomeserver,
  SuperviseHomeserver,
} from "./supervision.ts";
import { lastWords, synapsePlaces, SynapseProcess, type SynapsePlaces } from "./synapse-process.ts";

const START_DEADLINE = 60_000;
const STOP_GRACE = 10_000;
const PORT_GIVEN_BACK = 2000;
const PORT_POLL = 20;
const RESTART_LIMIT = 5;
const CRASH_WINDOW = 600_000;
const FIRST_BACK_OFF = 250;
const LONGEST_BACK_OFF = 15_000;
/** What SQLite, Python and the shell say of a full disk. */
const DISK_FULL = /No space left on device|database or disk is full|echo: I\/O error/;

/**
 * Starts Synapse for a deployment that the Ansible role has laid down, and keeps it running until `stop()`.
 *
 * A Synapse of the same deployment that is left from before (pid file and process agree) is stopped first. No other
 * process is ever touched: a stranger on the port is a failure that names it.
 *
 * @returns the running homeserver once it answers requests, or a {@link HomeserverFailure}; then nothing was left running
 */
export const superviseHomeserver: SuperviseHomeserver = async (homeserver) => {
  const places = synapsePlaces(resolve(homeserver.deploymentDirectory), resolve(homeserver.synapseEnvironment));
  const missing = [places.python, places.settings].find((path) => !existsSync(path));
  if (missing !== undefined) return failed({ code: "not_installed", missing });
  try {
    await mkdir(dirname(places.pidFile), { recursive: true, mode: 0o700 });
    const leftover = await stopLeftover(places, homeserver.stopGrace ?? STOP_GRACE);
    if (!leftover.ok) return leftover;
    if (leftover.value !== null) homeserver.onEvent?.({ kind: "leftover_stopped", pid: leftover.value });
    if (!(await becomesFree(homeserver.port))) {
      return failed({ code: "port_in_use", port: homeserver.port, process: await listenerOn(homeserver.port) });
    }
    return await new Supervisor(homeserver, places, await open(places.output, "w", 0o600)).begin();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOSPC") return failed({ code: "no_space", message: error.message });
    throw error;
  }
};

class Supervisor implements RunningHomeserver {
  readonly baseUrl: string;
  readonly #homeserver: SupervisedHomeserver;
  readonly #places: SynapsePlaces;
  readonly #output: FileHandle;
  readonly #startDeadline: number;
  readonly #stopGrace: number;
  #process: SynapseProcess | null = null;
  #startedAt = 0;
  #restart: NodeJS.Timeout | null = null;
  #restarting: Promise<void> | null = null;
  #crashes: readonly number[] = [];
  #stopped: Promise<void> | null = null;
  #tidied: Promise<void> | null = null;

  constructor(homeserver: SupervisedHomeserver, places: SynapsePlaces, output: FileHandle) {
    this.baseUrl = `http://127.0.0.1:${homeserver.port}`;
    this.#homeserver = homeserver;
    this.#places = places;
    this.#output = output;
    this.#startDeadline = homeserver.startDeadline ?? START_DEADLINE;
    this.#stopGrace = homeserver.stopGrace ?? STOP_GRACE;
  }

  /** The first start: unlike a later one, a failure ends everything and is returned. */
  async begin(): Promise<Result<RunningHomeserver, HomeserverFailure>> {
    const { port, signal } = this.#homeserver;
    const synapse = this.#start();
    if (await synapse.answers(port, this.#startDeadline, signal)) {
      this.#ready(synapse);
      return ok(this);
    }
    const exit = synapse.exit;
    await synapse.stop(this.#stopGrace);
    await this.#nothingRuns();
    if (signal?.aborted === true) return failed({ code: "interrupted" });
    const log = await lastWords(this.#places);
    if (DISK_FULL.test(log)) return failed({ code: "no_space", message: log });
    return failed(exit === null ? { code: "did_not_answer", milliseconds: this.#startDeadline, log } : { code: "did_not_start", exit, log });
  }

  pid(): number | null {
    return this.#process?.pid ?? null;
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  async #end(): Promise<void> {
    if (this.#restart !== null) clearTimeout(this.#restart);
    await this.#process?.stop(this.#stopGrace);
    await this.#restarting;
    await this.#nothingRuns();
    this.#tell({ kind: "stopped" });
  }

  #nothingRuns(): Promise<void> {
    this.#process = null;
    this.#tidied ??= rm(this.#places.pidFile, { force: true }).then(() => this.#output.close());
    return this.#tidied;
  }

  #start(): SynapseProcess {
    const synapse = SynapseProcess.start(this.#places, this.#output);
    this.#process = synapse;
    this.#startedAt = performance.now();
    this.#tell({ kind: "started", pid: synapse.pid });
    return synapse;
  }

  #ready(synapse: SynapseProcess): void {
    this.#tell({ kind: "ready", pid: synapse.pid, milliseconds: Math.round(performance.now() - this.#startedAt) });
    void synapse.ended.then((exit) => this.#crashed(synapse, exit));
  }

  async #crashed(synapse: SynapseProcess, exit: ProcessExit): Promise<void> {
    this.#process = null;
    if (this.#stopped !== null) return;
    const now = performance.now();
    this.#crashes = [...this.#crashes.filter((crash) => now - crash < CRASH_WINDOW), now];
    const crashes = this.#crashes.length;
    if (crashes > (this.#homeserver.restartLimit ?? RESTART_LIMIT)) {
      await this.#nothingRuns();
      this.#tell({ kind: "gave_up", crashes, log: await lastWords(this.#places) });
      return;
    }
    const restartInMilliseconds = Math.min(FIRST_BACK_OFF * 2 ** (crashes - 1), LONGEST_BACK_OFF);
    this.#tell({ kind: "crashed", pid: synapse.pid, exit, restartInMilliseconds });
    this.#restart = setTimeout(() => {
      this.#restarting = this.#startAgain();
    }, restartInMilliseconds);
  }

  async #startAgain(): Promise<void> {
    const synapse = this.#start();
    if (await synapse.answers(this.#homeserver.port, this.#startDeadline)) return this.#ready(synapse);
    await synapse.stop(this.#stopGrace);
    await this.#crashed(synapse, await synapse.ended);
  }

  #tell(event: HomeserverEvent): void {
    this.#homeserver.onEvent?.(event);
  }
}

/** Whether Synapse could listen there: asked by listening for a moment. */
const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });

/**
 * Whether the port is free, or becomes so in a moment: a homeserver that has just ended, by us or by itself, counts as ended when
 * its first thread has, and the last one gives the port back.
 */
const becomesFree = async (port: number): Promise<boolean> => {
  const deadline = performance.now() + PORT_GIVEN_BACK;
  while (!(await isFree(port))) {
    if (performance.now() > deadline) return false;
    await pause(PORT_POLL);
  }
  return true;
};
