/** The file system as the pure modules see it. */
import { lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { MachineFiles } from "./machine-file.ts";
import type { SecretFiles } from "./sealed-secrets.ts";

const isCode = (error: unknown, code: string): boolean => error instanceof Error && "code" in error && error.code === code;

export const machineFiles: MachineFiles = {
  facts(path) {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    return stat ? { uid: stat.uid, mode: stat.mode & 0o7777, isFile: stat.isFile() } : null;
  },
  read(path) {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return null;
    }
  },
};

/** @param folder absolute path; made when missing, for the owner alone */
export function secretFiles(folder: string): SecretFiles {
  const path = (name: string): string => join(folder, `${name}.sealed`);
  return {
    read(name) {
      try {
        return new Uint8Array(readFileSync(path(name)));
      } catch (error) {
        if (isCode(error, "ENOENT")) return null;
        throw error;
      }
    },
    write(name, bytes) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const draft = `${path(name)}.new`;
      try {
        writeFileSync(draft, bytes, { mode: 0o600, flush: true });
        renameSync(draft, path(name));
        return "written";
      } catch (error) {
        if (!isCode(error, "ENOSPC") && !isCode(error, "EDQUOT")) throw error;
        rmSync(draft, { force: true });
        return "storage_full";
      }
    },
    removeAll() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * @returns every file below `folder`, relative to it, with `/` between the parts. Folder by folder, since `recursive` goes through links
 * to folders; a link is neither file nor folder here.
 */
export function filesBelow(folder: string): ReadonlySet<string> {
  const below = (within: string): string[] =>
    readdirSync(join(folder, within), { withFileTypes: true }).flatMap((entry) => {
      const path = `${within}${entry.name}`;
      if (entry.isDirectory()) return below(`${path}/`);
      return entry.isFile() ? [path] : [];
    });
  return new Set(below(""));
}
