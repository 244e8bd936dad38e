import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problem, type Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";

/** The `code` of an error of Node's file system, or null. */
export const fileErrorCode = (error: unknown): string | null =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;

export const diskFull = (path: string): Problem =>
  problem({
    code: "disk_full",
    where: path,
    what: both("le disque est plein ; rien de ce qui existait n’est perdu.", "the disk is full; nothing that existed is lost."),
    remedy: both("Libérez de la place, puis relancez la même commande.", "Free some space, then run the same command again."),
    exit: EXIT.environment,
  });

/** What went wrong with a file, as a sentence. */
export function fileProblem(path: string, error: unknown): Problem {
  switch (fileErrorCode(error)) {
    case "ENOSPC":
    case "EDQUOT":
      return diskFull(path);
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return problem({
        code: "not_permitted",
        where: path,
        what: both("ce fichier ne peut être ni lu ni écrit avec vos droits.", "this file cannot be read or written with your permissions."),
        remedy: both("Vérifiez à qui appartient le dossier, ou choisissez-en un autre avec --deployment.", "Check who owns the folder, or choose another one with --deployment."),
        exit: EXIT.environment,
      });
    case "ENOENT":
      return problem({ code: "file_missing", where: path, what: both("ce fichier n’existe pas.", "this file does not exist."), exit: EXIT.environment });
    default:
      return problem({
        code: "file_unusable",
        where: path,
        what: both("ce fichier ne peut être ni lu ni écrit.", "this file cannot be read or written."),
        detail: error instanceof Error ? [error.message] : [],
        exit: EXIT.environment,
      });
  }
}

/**
 * Replaces a file as a whole: whoever reads sees the old bytes or the new ones, also after a power cut.
 *
 * @param mode permission bits of the new file; 0600 for everything secret
 */
export async function writeFileAtomically(path: string, content: string | Uint8Array, mode: 0o600 | 0o644): Promise<Result<void, Problem>> {
  const temporary = `${path}.${randomBytes(6).toString("hex")}.new`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const handle = await open(temporary, "wx", mode);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    const directory = await open(dirname(path), "r");
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
    return ok(undefined);
  } catch (error) {
    await rm(temporary, { force: true });
    return failed(fileProblem(path, error));
  }
}

/** @returns the text, or null when there is no such file. */
export async function readTextIfPresent(path: string): Promise<Result<string | null, Problem>> {
  try {
    return ok(await readFile(path, "utf8"));
  } catch (error) {
    return fileErrorCode(error) === "ENOENT" ? ok(null) : failed(fileProblem(path, error));
  }
}

/** Reads a file that has to be there. */
export async function readText(path: string): Promise<Result<string, Problem>> {
  try {
    return ok(await readFile(path, "utf8"));
  } catch (error) {
    return failed(fileProblem(path, error));
  }
}
