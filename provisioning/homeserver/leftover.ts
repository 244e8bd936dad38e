/** A Synapse of this deployment that outlived its supervisor. */
import { readFile, rm } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { failed, ok, type Result } from "../result.ts";
import { beginningOf } from "./process-table.ts";
import { isSynapseOf, type SynapsePlaces } from "./synapse-process.ts";

const POLL = 50;
const AFTER_KILL = 5000;

/**
 * Stops the Synapse that the pid file names, when that process really is a Synapse of this deployment; any other process
 * that has the number by now is left alone.
 *
 * @param grace milliseconds between SIGTERM and SIGKILL
 * @returns the pid of what was stopped, or null when there was nothing to stop
 */
export const stopLeftover = async (
  places: SynapsePlaces,
  grace: number,
): Promise<Result<number | null, { readonly code: "leftover_will_not_stop"; readonly pid: number }>> => {
  const pid = await readPidFile(places.pidFile);
  const beginning = pid === null ? null : await beginningOf(pid);
  if (pid === null || beginning === null || !(await isSynapseOf(pid, places))) {
    await rm(places.pidFile, { force: true });
    return ok(null);
  }
  const stopped = (await endsAfter("SIGTERM", pid, beginning, grace)) || (await endsAfter("SIGKILL", pid, beginning, AFTER_KILL));
  if (!stopped) return failed({ code: "leftover_will_not_stop", pid });
  await rm(places.pidFile, { force: true });
  return ok(pid);
};

const endsAfter = async (signal: NodeJS.Signals, pid: number, beginning: string, milliseconds: number): Promise<boolean> => {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already, or somebody else's: the loop below tells which.
  }
  const deadline = performance.now() + milliseconds;
  while ((await beginningOf(pid)) === beginning) {
    if (performance.now() > deadline) return false;
    await pause(POLL);
  }
  return true;
};

const readPidFile = async (path: string): Promise<number | null> => {
  const text = await readFile(path, "utf8").catch(() => "");
  return /^[1-9][0-9]{0,9}\n$/.test(text) ? Number(text) : null;
};
