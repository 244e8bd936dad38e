/** Runs ansible-playbook from the tools environment and tells how it goes. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { failed, ok, type Result } from "../result.ts";
import { parsePlaybookEvent, type PlaybookEvent } from "./playbook-event.ts";
import type { PlaybookFailure, PlaybookRun, PlaybookSummary, RunPlaybook } from "./playbook-run.ts";

const INTERRUPTED_EXIT_CODE = 99;
const LONGEST_COMPLAINT = 4000;

/**
 * Runs one playbook against localhost.
 *
 * @param run the playbook, its variables and where Ansible is; see {@link PlaybookRun}
 * @returns how many tasks ran and changed something, or a {@link PlaybookFailure}. Variables and contents of files
 *   are in no message, no command line and no log: they travel in a file that only the owner can read and that is removed.
 */
export const runPlaybook: RunPlaybook = async (run) => {
  const python = join(run.toolsEnvironment, "bin", "python");
  if (!existsSync(python)) return failed({ code: "ansible_missing", path: python });
  if (run.signal?.aborted === true) return failed({ code: "interrupted" });

  try {
    const workplace = await mkdtemp(join(tmpdir(), "chancery-ansible-"));
    try {
      const variablesFile = join(workplace, "variables.json");
      await writeFile(variablesFile, JSON.stringify(run.variables), { mode: 0o600, flag: "wx" });
      return await runIn(workplace, python, variablesFile, run);
    } finally {
      await rm(workplace, { recursive: true, force: true });
    }
  } catch (error) {
    if (hasCode(error, "ENOSPC")) return failed({ code: "no_space", message: error.message });
    if (hasCode(error, "EACCES")) return failed({ code: "ansible_missing", path: python });
    throw error;
  }
};

const runIn = async (
  workplace: string,
  python: string,
  variablesFile: string,
  run: PlaybookRun,
): Promise<Result<PlaybookSummary, PlaybookFailure>> => {
  const began = performance.now();
  const playbook = resolve(run.playbook);
  const check = run.check === true ? ["--check"] : [];
  // `python -m ansible` rather than the script: a script's first line breaks when the folder has a long name or was moved.
  const child = spawn(
    python,
    ["-m", "ansible", "playbook", "--inventory", "localhost,", "--extra-vars", `@${variablesFile}`, ...check, playbook],
    { cwd: dirname(playbook), env: environmentFor(playbook, workplace), stdio: ["ignore", "pipe", "pipe"] },
  );
  const ended = waitForEnd(child);
  const interrupt = (): void => void child.kill("SIGINT");
  run.signal?.addEventListener("abort", interrupt, { once: true });

  const tally = new Tally(run);
  createInterface({ input: child.stdout }).on("line", (line) => tally.take(line));
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-LONGEST_COMPLAINT);
  });

  const exitCode = await ended;
  run.signal?.removeEventListener("abort", interrupt);

  if (run.signal?.aborted === true || exitCode === INTERRUPTED_EXIT_CODE) return failed({ code: "interrupted" });
  const failure = tally.failure ?? (exitCode === 0 && tally.finished ? null : unusable(complaint, exitCode));
  if (failure !== null) {
    const message = `${failure.message}\n${complaint}`;
    return failed(/No space left on device|ENOSPC/.test(message) ? { code: "no_space", message: failure.message } : failure);
  }
  return ok(tally.summary((performance.now() - began) / 1000));
};

const unusable = (complaint: string, exitCode: number | null): { code: "playbook_unusable"; message: string } => ({
  code: "playbook_unusable",
  message: complaint.trim() || `ansible-playbook ended with code ${exitCode}`,
});

/** The exit code once the process and its output have ended; null when a signal ended it. */
const waitForEnd = async (child: ChildProcess): Promise<number | null> => {
  await once(child, "close");
  return child.exitCode;
};

const hasCode = (error: unknown, code: string): error is Error => error instanceof Error && "code" in error && error.code === code;

/** The caller's environment without what would change Ansible or Python; nothing is written to the home folder. */
const environmentFor = (playbook: string, workplace: string): NodeJS.ProcessEnv => {
  const ansible = dirname(dirname(playbook));
  const inherited = Object.entries(process.env).filter(([name]) => !/^(ANSIBLE_|PYTHON|VIRTUAL_ENV|LC_|LANG)/.test(name));
  return {
    ...Object.fromEntries(inherited),
    LC_ALL: "C.UTF-8",
    ANSIBLE_CONFIG: join(ansible, "ansible.cfg"),
    ANSIBLE_STDOUT_CALLBACK: "chancery_events",
    ANSIBLE_CALLBACK_PLUGINS: join(ansible, "plugins", "callback"),
    ANSIBLE_HOME: join(workplace, "home"),
    ANSIBLE_LOCAL_TEMP: join(workplace, "local"),
    ANSIBLE_REMOTE_TEMP: join(workplace, "remote"),
    ANSIBLE_NOCOLOR: "1",
  };
};

/** Counts what the events say, and passes them on. */
class Tally {
  failure: Extract<PlaybookFailure, { code: "task_failed" }> | null = null;
  finished = false;
  readonly #run: PlaybookRun;
  readonly #changedTasks: string[] = [];
  #ok = 0;
  #skipped = 0;

  constructor(run: PlaybookRun) {
    this.#run = run;
  }

  take(line: string): void {
    const event = parsePlaybookEvent(line);
    if (event === null) return;
    if (event.event === "finished") {
      this.finished = true;
    } else if (event.event === "task_started") {
      this.#run.onProgress?.({ kind: "task_started", task: event.task });
    } else {
      this.#count(event);
      const { task, outcome, seconds } = event;
      this.#run.onProgress?.({ kind: "task_finished", task, outcome, seconds });
    }
  }

  #count(event: Extract<PlaybookEvent, { event: "task_finished" }>): void {
    if (event.outcome === "skipped") this.#skipped += 1;
    else if (event.outcome === "failed") this.failure ??= { code: "task_failed", task: event.task, message: event.message };
    else this.#ok += 1;
    if (event.outcome === "changed") this.#changedTasks.push(event.task);
  }

  summary(seconds: number): PlaybookSummary {
    return { changed: this.#changedTasks.length, ok: this.#ok, skipped: this.#skipped, changedTasks: this.#changedTasks, seconds };
  }
}
