/** A deployment directory is known by its marker file. Without one nothing in a directory is ever deleted. */
import { mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problemResult, type Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";
import { fileErrorCode, fileProblem, readTextIfPresent, writeFileAtomically } from "./atomic-file.ts";
import type { DeploymentLayout } from "./layout.ts";

const MARK = "This directory is a Chancery deployment. `chancery start --reset` empties it.\n";

const notOurs = (directory: string): Result<never, Problem> =>
  problemResult({
    code: "directory_not_ours",
    where: directory,
    what: both("ce dossier n’est pas vide et ne porte pas la marque d’un déploiement Chancery ; rien n’y a été touché.", "this folder is not empty and does not bear the mark of a Chancery deployment; nothing in it was touched."),
    remedy: both("Choisissez un autre dossier avec --deployment.", "Choose another folder with --deployment."),
    exit: EXIT.environment,
  });

async function entries(directory: string): Promise<Result<readonly string[] | null, Problem>> {
  try {
    return ok(await readdir(directory));
  } catch (error) {
    return fileErrorCode(error) === "ENOENT" ? ok(null) : failed(fileProblem(directory, error));
  }
}

async function isOurs(layout: DeploymentLayout): Promise<Result<boolean, Problem>> {
  const mark = await readTextIfPresent(layout.marker);
  return mark.ok ? ok(mark.value === MARK) : mark;
}

/** Also the folders above. `recursive` alone will not do: of a file system that cannot be written it says that there is no such file. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (fileErrorCode(error) === "EEXIST") return;
    if (fileErrorCode(error) !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path, { mode: 0o700 });
  }
}

/** Makes the directory ours when it is new or empty; refuses one that holds somebody else's files. */
export async function claimDirectory(layout: DeploymentLayout): Promise<Result<void, Problem>> {
  const ours = await isOurs(layout);
  if (!ours.ok) return ours;
  if (ours.value) return ok(undefined);
  const held = await entries(layout.directory);
  if (!held.ok) return held;
  if (held.value !== null && held.value.length > 0) return notOurs(layout.directory);
  try {
    await makeFolder(layout.directory);
  } catch (error) {
    return failed(fileProblem(layout.directory, error));
  }
  return writeFileAtomically(layout.marker, MARK, 0o644);
}

/**
 * Deletes everything in a deployment directory but its marker. Deletes nothing when the directory is not marked.
 *
 * @returns whether there was anything to delete
 */
export async function emptyDirectory(layout: DeploymentLayout): Promise<Result<boolean, Problem>> {
  const held = await entries(layout.directory);
  if (!held.ok) return held;
  if (held.value === null || held.value.length === 0) return ok(false);
  const ours = await isOurs(layout);
  if (!ours.ok) return ours;
  if (!ours.value) return notOurs(layout.directory);
  const doomed = held.value.map((name) => join(layout.directory, name)).filter((path) => path !== layout.marker);
  try {
    for (const path of doomed) await rm(path, { recursive: true, force: true });
  } catch (error) {
    return failed(fileProblem(layout.directory, error));
  }
  return ok(doomed.length > 0);
}
