/** A digest of files, to know whether something built from them is still up to date. */
import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";

const IGNORED = /(^|\/)(node_modules|__pycache__|\.ansible|test-results)(\/|$)|\.test\.ts$|\.pyc$/;

async function filesOf(path: string): Promise<string[]> {
  const facts = await stat(path).catch(() => null);
  if (facts === null) return [];
  if (facts.isFile()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/**
 * @param base folder that names are taken relative to, so that the digest does not depend on where the working copy lies
 * @param paths files and folders; tests and what tools leave behind are left out; what does not exist counts as empty
 * @param counts whether a file, by its name relative to `base`, counts
 * @returns hex SHA-256 over names and contents
 */
export async function filesDigest(base: string, paths: readonly string[], counts: (name: string) => boolean = () => true): Promise<string> {
  const files = (await Promise.all(paths.map(filesOf))).flat().filter((path) => !IGNORED.test(relative(base, path)) && counts(relative(base, path)));
  const hash = createHash("sha256");
  for (const path of [...new Set(files)].sort()) {
    const content = await readFile(path);
    hash.update(`${relative(base, path)}\0${content.byteLength}\0`).update(content);
  }
  return hash.digest("hex");
}
