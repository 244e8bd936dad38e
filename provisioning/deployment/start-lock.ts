/** One `chancery start` per deployment: two would start two homeservers on one database. */
import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { beginningOf } from "../homeserver/process-table.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problemResult, type Problem } from "../output/problem.ts";
import { closedObject, integer, readJson, text } from "../reading/shape.ts";
import { failed, ok, type Result } from "../result.ts";
import { fileProblem, writeFileAtomically } from "./atomic-file.ts";
import { holdFolder } from "./exclusive.ts";

interface Holder {
  readonly pid: number;
  /** start time of the process in clock ticks since boot: tells a holder from a later process with the same number */
  readonly started: string;
}

const shape = closedObject<Holder>({ pid: integer, started: text });

/** @returns the process that the file names, when it still runs */
async function namedHolder(path: string): Promise<number | null> {
  const read = readJson(shape, await readFile(path, "utf8").catch(() => ""));
  if (!read.ok) return null;
  return (await beginningOf(read.value.pid)) === read.value.started ? read.value.pid : null;
}

/**
 * Takes the lock of the folder in which `path` lies. The file there says who has it, for people and for the sentence that refuses a second one.
 *
 * @returns a function that gives it back
 */
export async function takeStartLock(path: string): Promise<Result<() => Promise<void>, Problem>> {
  let release: (() => Promise<void>) | null;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    release = await holdFolder("start", dirname(path));
  } catch (error) {
    return failed(fileProblem(path, error));
  }
  if (release === null) return alreadyRunning(path, await namedHolder(path));
  const letGo = release;
  const giveBack = async (): Promise<void> => {
    await rm(path, { force: true });
    await letGo();
  };
  const holder: Holder = { pid: process.pid, started: (await beginningOf(process.pid)) ?? "unknown" };
  const written = await writeFileAtomically(path, JSON.stringify(holder), 0o600);
  if (written.ok) return ok(giveBack);
  await giveBack();
  return written;
}

/** @param holder null in the moment between taking the lock and saying so */
function alreadyRunning(path: string, holder: number | null): Result<never, Problem> {
  const who = holder === null ? both("un autre processus", "another process") : both(`le processus ${holder}`, `process ${holder}`);
  const end = holder === null ? both("", "") : both(` (ou, si ce terminal n’est plus là, avec : kill ${holder})`, ` (or, if that terminal is gone, with: kill ${holder})`);
  return problemResult({
    code: "already_running",
    where: path,
    what: both(`ce déploiement est déjà démarré, par ${who.fr}.`, `this deployment is already started, by ${who.en}.`),
    remedy: both(
      `Arrêtez-le avec Ctrl-C dans son terminal${end.fr}, ou choisissez un autre dossier avec --deployment et d’autres ports.`,
      `Stop it with Ctrl-C in its terminal${end.en}, or choose another folder with --deployment and other ports.`,
    ),
    exit: EXIT.environment,
  });
}
