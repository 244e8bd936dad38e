/** One `chancery start` per deployment: two would start two homeservers on one database. */
import { createHash } from "node:crypto";
import { mkdir, readFile, realpath, rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { dirname } from "node:path";
import { beginningOf } from "../homeserver/process-table.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problemResult, type Problem } from "../output/problem.ts";
import { closedObject, integer, readJson, text } from "../reading/shape.ts";
import { failed, ok, type Result } from "../result.ts";
import { fileErrorCode, fileProblem, writeFileAtomically } from "./atomic-file.ts";

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
 * The lock itself is an address in Linux's abstract socket namespace (unix(7)): the kernel gives it to one process and takes it back
 * when that process ends, however it ends. A lock file alone has to be taken over from the dead, and two can do so at once.
 *
 * @returns the open socket, on which nobody is ever answered; null when another process has it
 */
async function holdAddress(path: string): Promise<Server | null> {
  const folder = createHash("sha256").update(await realpath(dirname(path))).digest("hex");
  const server = createServer((caller) => caller.destroy());
  return new Promise((resolve, reject) => {
    server.once("error", (error) => (fileErrorCode(error) === "EADDRINUSE" ? resolve(null) : reject(error)));
    server.listen({ path: `\0chancery-start-${folder}` }, () => resolve(server.unref()));
  });
}

/**
 * Takes the lock. The file at `path` says who has it, for people and for the sentence that refuses a second one.
 *
 * @returns a function that gives it back
 */
export async function takeStartLock(path: string): Promise<Result<() => Promise<void>, Problem>> {
  let held: Server | null;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    held = await holdAddress(path);
  } catch (error) {
    return failed(fileProblem(path, error));
  }
  if (held === null) return alreadyRunning(path, await namedHolder(path));
  const address = held;
  const giveBack = async (): Promise<void> => {
    await rm(path, { force: true });
    await new Promise((resolve) => address.close(resolve));
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
