/** What it means to run a playbook: what goes in, what is told on the way, what comes out. */
import type { Result } from "../result.ts";

/** Whatever JSON can carry: what a role variable may hold. */
export type RoleVariable = string | number | boolean | null | readonly RoleVariable[] | { readonly [name: string]: RoleVariable };

export interface PlaybookRun {
  /** the playbook file, absolute or relative to the working directory */
  readonly playbook: string;
  /** role variables; handed to Ansible in a file that only the owner can read, never on the command line */
  readonly variables: { readonly [name: string]: RoleVariable };
  /** the virtual environment that holds ansible-core (`.chancery/tools/venv`) */
  readonly toolsEnvironment: string;
  /** only say what would change; nothing is written */
  readonly check?: boolean;
  readonly onProgress?: (event: PlaybookProgress) => void;
  /** when aborted, Ansible gets SIGINT and the run ends as `interrupted` */
  readonly signal?: AbortSignal;
}

export type PlaybookProgress =
  | { readonly kind: "task_started"; readonly task: string }
  | { readonly kind: "task_finished"; readonly task: string; readonly outcome: TaskOutcome; readonly seconds: number };

export type TaskOutcome = "ok" | "changed" | "skipped" | "failed";

export interface PlaybookSummary {
  /** number of tasks that changed something (in check mode: that would) */
  readonly changed: number;
  /** number of tasks that succeeded, the changed ones among them */
  readonly ok: number;
  readonly skipped: number;
  /** names of the tasks counted in `changed`, in the order they ran */
  readonly changedTasks: readonly string[];
  readonly seconds: number;
}

export type PlaybookFailure =
  /** there is no ansible-playbook in the tools environment */
  | { readonly code: "ansible_missing"; readonly path: string }
  /** a task failed; the message is Ansible's own, without the task's arguments */
  | { readonly code: "task_failed"; readonly task: string; readonly message: string }
  /** Ansible ended without naming a task: syntax error, unknown role; the message is the end of what it said */
  | { readonly code: "playbook_unusable"; readonly message: string }
  | { readonly code: "no_space"; readonly message: string }
  | { readonly code: "interrupted" };

/** Implemented by `runPlaybook` in run-playbook.ts. */
export type RunPlaybook = (run: PlaybookRun) => Promise<Result<PlaybookSummary, PlaybookFailure>>;
