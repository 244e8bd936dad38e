/**
 * The deployment file pins the root of trust. On a desktop it belongs to the machine's administrator: a file that the
 * person at the machine can write, or that lies in a folder which that person can write, is refused.
 */
import { dirname } from "node:path";

export const MACHINE_FILE = "/etc/chancery/deployment.json";

export interface FileFacts {
  readonly uid: number;
  /** permission bits */
  readonly mode: number;
  readonly isFile: boolean;
}

/** What this module needs of the file system. */
export interface MachineFiles {
  /** @returns null when there is nothing at `path`. Symbolic links are not followed. */
  facts(path: string): FileFacts | null;
  /** @returns null when it cannot be read. */
  read(path: string): string | null;
}

export type DeploymentFile =
  | { readonly ok: true; readonly json: string }
  | { readonly ok: false; readonly reason: "missing" | "writable_by_user" | "unreadable" };

const GROUP_OR_OTHERS_WRITE = 0o022;

const onlyAdministratorWrites = (facts: FileFacts): boolean => facts.uid === 0 && (facts.mode & GROUP_OR_OTHERS_WRITE) === 0;

/** Reads the machine's deployment file; every folder up to the root is checked as well. */
export function readMachineFile(files: MachineFiles, path: string = MACHINE_FILE): DeploymentFile {
  const facts = files.facts(path);
  if (facts === null) return { ok: false, reason: "missing" };
  if (!facts.isFile || !onlyAdministratorWrites(facts)) return { ok: false, reason: "writable_by_user" };
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const above = files.facts(folder);
    if (above === null || !onlyAdministratorWrites(above)) return { ok: false, reason: "writable_by_user" };
    if (folder === dirname(folder)) break;
  }
  const json = files.read(path);
  return json === null ? { ok: false, reason: "unreadable" } : { ok: true, json };
}

/** @param packaged such a build reads the machine's file and nothing else: it takes nothing from the command line */
function trialArgument(argv: readonly string[], packaged: boolean, name: string): string | null {
  if (packaged) return null;
  return argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(`--${name}=`.length) ?? null;
}

/** @returns the file of a deployment to try out, or null. */
export const trialDeploymentPath = (argv: readonly string[], packaged: boolean): string | null => trialArgument(argv, packaged, "deployment-file");

/** @returns where such a deployment keeps its data, apart from every other; null: the usual place. */
export const trialFolder = (argv: readonly string[], packaged: boolean): string | null => trialArgument(argv, packaged, "data-folder");
