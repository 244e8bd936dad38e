/** One `chancery start` per deployment: two would start two homeservers on one database. */
import { mkdir, open, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problemResult, type Problem } from "../output/problem.ts";
import { closedObject, integer, readJson, text } from "../reading/shape.ts";
import { failed, ok, type Result } from "../result.ts";
import { fileErrorCode, fileProblem } from "./atomic-file.ts";

interface Holder {
  readonly pid: number;
  /** start time of the process in clock ticks since boot: tells a holder from a later process with the same number */
  readonly started: string;
}

const shape = closedObject<Holder>({ pid: integer, started: text });

/** @returns field 22 of /proc/PID/stat (proc_pid_stat(5)), or null when there is no such process. */
async function startTime(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The command in parentheses may hold spaces: fields are counted after the last one. State is field 3.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

async function liveHolder(path: string): Promise<number | null> {
  const content = await readFile(path, "utf8").catch(() => "");
  const read = readJson(shape, content);
  if (!read.ok) return null;
  return (await startTime(read.value.pid)) === read.value.started ? read.value.pid : null;
}

/**
 * Takes the lock; one left behind by a process that is gone is taken over.
 *
 * @returns a function that gives it back
 */
export async function takeStartLock(path: string): Promise<Result<() => Promise<void>, Problem>> {
  const content = JSON.stringify({ pid: process.pid, started: (await startTime(process.pid)) ?? "unknown" });
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const handle = await open(path, "wx", 0o600);
      await handle.writeFile(content);
      await handle.close();
      return ok(() => rm(path, { force: true }));
    } catch (error) {
      if (fileErrorCode(error) !== "EEXIST") return failed(fileProblem(path, error));
    }
    const holder = await liveHolder(path);
    if (holder !== null) {
      return problemResult({
        code: "already_running",
        where: path,
        what: both(`ce déploiement est déjà démarré, par le processus ${holder}.`, `this deployment is already started, by process ${holder}.`),
        remedy: both("Arrêtez-le avec Ctrl-C dans son terminal, ou choisissez un autre dossier avec --deployment et d’autres ports.", "Stop it with Ctrl-C in its terminal, or choose another folder with --deployment and other ports."),
        exit: EXIT.environment,
      });
    }
    await rm(path, { force: true });
  }
  return failed(fileProblem(path, new Error("the lock is contended")));
}
