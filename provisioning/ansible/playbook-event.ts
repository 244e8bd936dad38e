/** The lines that the callback plugin `chancery_events` writes. */
import type { TaskOutcome } from "./playbook-run.ts";

export type PlaybookEvent =
  | { readonly event: "task_started"; readonly task: string }
  | { readonly event: "task_finished"; readonly task: string; readonly outcome: TaskOutcome; readonly seconds: number; readonly message: string }
  | { readonly event: "finished" };

const outcomes: readonly TaskOutcome[] = ["ok", "changed", "skipped", "failed"];

/** One line of the plugin's output; null for anything else that a program may have printed. */
export const parsePlaybookEvent = (line: string): PlaybookEvent | null => {
  const fields = parseObject(line);
  if (fields === null) return null;
  const { event, task, seconds } = fields;
  if (event === "finished") return { event };
  if (typeof task !== "string") return null;
  if (event === "task_started") return { event, task };
  const outcome = outcomes.find((known) => known === fields["outcome"]);
  if (event !== "task_finished" || outcome === undefined || typeof seconds !== "number") return null;
  return { event, task, outcome, seconds, message: typeof fields["message"] === "string" ? fields["message"] : "" };
};

const parseObject = (line: string): { readonly [name: string]: unknown } | null => {
  if (!line.startsWith("{")) return null;
  try {
    // The border: JSON.parse gives anything; a text that begins with a brace gives an object.
    return JSON.parse(line) as { readonly [name: string]: unknown };
  } catch {
    return null;
  }
};
