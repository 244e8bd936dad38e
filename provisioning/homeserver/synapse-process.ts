/** One run of Synapse: started, waited for, stopped. Knows nothing of restarts. */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { argumentsOf, listensOn } from "./process-table.ts";
import type { ProcessExit } from "./supervision.ts";

/** Where the files of one embedded homeserver are. */
export interface SynapsePlaces {
  readonly python: string;
  readonly homeserver: string;
  readonly settings: string;
  readonly pidFile: string;
  /** what Synapse writes before its own log begins */
  readonly output: string;
}

export const synapsePlaces = (deploymentDirectory: string, synapseEnvironment: string): SynapsePlaces => {
  const homeserver = join(deploymentDirectory, "homeserver");
  return {
    python: join(synapseEnvironment, "bin", "python"),
    homeserver,
    settings: join(homeserver, "homeserver.yaml"),
    pidFile: join(deploymentDirectory, "run", "homeserver.pid"),
    output: join(deploymentDirectory, "run", "homeserver.out"),
  };
};

const synapseArguments = (places: SynapsePlaces): readonly string[] => ["-m", "synapse.app.homeserver", "-c", places.settings];

/** Whether the process is a Synapse that runs with exactly this homeserver.yaml. */
export const isSynapseOf = async (pid: number, places: SynapsePlaces): Promise<boolean> => {
  const found = (await argumentsOf(pid)).join("\0");
  return found.endsWith(`\0${synapseArguments(places).join("\0")}`);
};

/**
 * The shell sets the umask, writes the pid file before Synapse exists (so that a process that is killed right now leaves
 * no Synapse which nobody knows of), and becomes Synapse.
 */
const LAUNCHER = 'umask 077 && echo $$ > "$1" && shift && exec "$@"';
const SETPRIV = "/usr/bin/setpriv";

/** Where it exists, the kernel ends Synapse when its supervisor dies, however that happens (PR_SET_PDEATHSIG). */
const endWithParent = (): readonly string[] => (existsSync(SETPRIV) ? [SETPRIV, "--pdeathsig", "TERM", "--"] : []);

const ANSWER_POLL = 100;
const ANSWER_DEADLINE = 2000;
const LOG_LINES = 20;

export class SynapseProcess {
  readonly pid: number;
  /** settles when it has ended */
  readonly ended: Promise<ProcessExit>;
  readonly #child: ChildProcess;
  #exit: ProcessExit | null = null;

  private constructor(child: ChildProcess, pid: number) {
    this.#child = child;
    this.pid = pid;
    this.ended = new Promise((resolve) => {
      child.once("exit", (code, signal) => {
        this.#exit = { code, signal };
        resolve(this.#exit);
      });
    });
  }

  /**
   * Starts it in a session of its own: Ctrl-C in the terminal reaches the supervisor, which then stops Synapse in order.
   *
   * @param output where it writes what it says before its own log begins
   */
  static start(places: SynapsePlaces, output: FileHandle): SynapseProcess {
    const child = spawn(
      "/bin/sh",
      ["-c", LAUNCHER, "sh", places.pidFile, ...endWithParent(), places.python, ...synapseArguments(places)],
      { cwd: places.homeserver, env: environmentFor(places), stdio: ["ignore", output.fd, output.fd], detached: true },
    );
    if (child.pid === undefined) throw new Error("/bin/sh could not be started");
    return new SynapseProcess(child, child.pid);
  }

  get exit(): ProcessExit | null {
    return this.#exit;
  }

  /**
   * Waits until this very process answers `/_matrix/client/versions`.
   *
   * @param milliseconds how long to wait at most
   * @returns whether it answers; false when it ended, the time is over or the signal was given
   */
  async answers(port: number, milliseconds: number, signal?: AbortSignal): Promise<boolean> {
    const deadline = performance.now() + milliseconds;
    while (this.#exit === null && performance.now() < deadline && signal?.aborted !== true) {
      if ((await listensOn(this.pid, port)) && (await respondsOn(port))) return this.#exit === null;
      await Promise.race([pause(ANSWER_POLL), this.ended]);
    }
    return false;
  }

  /** SIGTERM, after the grace time SIGKILL; resolves when it is gone. */
  async stop(grace: number): Promise<void> {
    if (this.#exit !== null) return;
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), grace);
    await this.ended;
    clearTimeout(timer);
  }
}

/** The end of what Synapse said before its own log began, or else the end of its log. */
export const lastWords = async (places: SynapsePlaces): Promise<string> => {
  const output = await tail(places.output);
  return output === "" ? tail(join(places.homeserver, "logs", "homeserver.log")) : output;
};

const tail = async (path: string): Promise<string> => {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.trimEnd().split("\n").slice(-LOG_LINES).join("\n");
};

const respondsOn = async (port: number): Promise<boolean> => {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/_matrix/client/versions`, { signal: AbortSignal.timeout(ANSWER_DEADLINE) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
};

/** Nothing of the caller's environment reaches Synapse: no proxy, no library path, no secret that somebody exported. */
const environmentFor = (places: SynapsePlaces): NodeJS.ProcessEnv => ({
  PATH: "/usr/local/bin:/usr/bin:/bin",
  LC_ALL: "C.UTF-8",
  HOME: places.homeserver,
  PYTHONPATH: join(places.homeserver, "modules"),
  PYTHONSAFEPATH: "1",
  PYTHONDONTWRITEBYTECODE: "1",
  PYTHONUNBUFFERED: "1",
});
