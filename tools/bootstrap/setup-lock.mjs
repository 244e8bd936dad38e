// @ts-check
/** One set-up of a working copy at a time: two would empty each other's folders. */
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const POLL = 300;

/**
 * Takes the lock, waiting for whoever holds it; one left behind by a process that is gone is taken over.
 *
 * @param {string} root the working copy
 * @param {(pid: number) => void} onWait called once when somebody else holds it
 * @returns {Promise<() => void>} gives it back
 */
export const takeSetupLock = async (root, onWait) => {
  const path = join(root, ".chancery", "setup.lock");
  mkdirSync(join(root, ".chancery"), { recursive: true });
  let told = false;
  for (;;) {
    if (placeLock(path)) return () => rmSync(path, { force: true });
    const holder = liveHolder(path);
    if (holder === null) {
      rmSync(path, { force: true });
      continue;
    }
    if (!told) onWait(holder);
    told = true;
    await pause(POLL);
  }
};

/**
 * Written beside its place and linked there: nobody ever sees a lock without a holder.
 *
 * @param {string} path
 * @returns {boolean} false when there is a lock already
 */
const placeLock = (path) => {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, `${process.pid} ${startTime(process.pid)}`);
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
};

/**
 * @param {string} path
 * @returns {number | null} the process that holds the lock; null when it is gone
 */
const liveHolder = (path) => {
  try {
    const [pid = "", started] = readFileSync(path, "utf8").split(" ");
    return started !== undefined && startTime(Number(pid)) === started ? Number(pid) : null;
  } catch {
    return null;
  }
};

/**
 * Field 22 of /proc/PID/stat (proc_pid_stat(5)): tells a process from a later one with the same number.
 *
 * @param {number} pid
 * @returns {string} empty when there is no such process
 */
const startTime = (pid) => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command in parentheses may hold spaces: fields are counted after the last one. State is field 3.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
};
