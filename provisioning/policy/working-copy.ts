/**
 * The working copies of the documents in a deployment: officers edit it, so nothing of theirs is ever overwritten. Newer documents of the
 * repository are taken over, as the nation's, only while the working copy is as it was taken.
 */
import { randomBytes } from "node:crypto";
import { copyFile, cp, mkdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { instantOf } from "#policies/evaluate/instant.ts";
import { filesDigest } from "../digest/files-digest.ts";
import { fileErrorCode, fileProblem, readTextIfPresent, writeFileAtomically } from "../deployment/atomic-file.ts";
import type { DeploymentLayout, LayerLayout } from "../deployment/layout.ts";
import { both, type LocalisedText } from "../output/language.ts";
import type { Problem } from "../output/problem.ts";
import { damagedFile } from "../reading/damaged-file.ts";
import { closedObject, readJson, text } from "../reading/shape.ts";
import { failed, ok, type Result } from "../result.ts";
import { TESTS_DOCUMENT } from "./document-tests.ts";
import { POLICY_DOCUMENT, PUBLIC_ROOMS_DOCUMENT } from "./documents.ts";

/** Digest of the documents that the working copy was taken from. */
const originShape = closedObject<{ readonly digest: string }>({ digest: text });

/** `public-rooms.yaml` is filled in by `chancery state apply` and says nothing about edits. */
const digestOf = (folder: string): Promise<string> => filesDigest(folder, [folder], (name) => name !== PUBLIC_ROOMS_DOCUMENT);

/** Exchanges the working copy as a whole; the list of public rooms goes along. */
async function take(files: LayerLayout, documents: string): Promise<void> {
  const suffix = randomBytes(6).toString("hex");
  const next = join(dirname(files.documents), `.${basename(files.documents)}.${suffix}.new`);
  const old = join(dirname(files.documents), `.${basename(files.documents)}.${suffix}.old`);
  try {
    await mkdir(dirname(files.documents), { recursive: true, mode: 0o700 });
    await cp(documents, next, { recursive: true });
    await copyFile(files.publicRooms, join(next, PUBLIC_ROOMS_DOCUMENT)).catch((error: unknown) => {
      if (fileErrorCode(error) !== "ENOENT") throw error;
    });
    await rename(files.documents, old).catch((error: unknown) => {
      if (fileErrorCode(error) !== "ENOENT") throw error;
    });
    await rename(next, files.documents);
    // The first line of each document names its schema in this folder, so that editors complete while officers write.
    await cp(join(dirname(documents), "schema"), join(dirname(files.documents), "schema"), { recursive: true }).catch((error: unknown) => {
      if (fileErrorCode(error) !== "ENOENT") throw error;
    });
  } finally {
    await rm(next, { recursive: true, force: true });
    await rm(old, { recursive: true, force: true });
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/**
 * @param documents folder of the repository
 * @param onNote told when newer documents were not taken over, because the working copy was edited
 */
export async function ensureWorkingCopy(layout: DeploymentLayout, documents: string, onNote: (text: LocalisedText) => void): Promise<Result<void, Problem>> {
  const noted = await readTextIfPresent(layout.documentsOrigin);
  if (!noted.ok) return noted;
  const origin = noted.value === null ? null : readJson(originShape, noted.value);
  if (origin !== null && !origin.ok) return failed(damagedFile(layout.documentsOrigin, origin.failure));
  try {
    const newest = await digestOf(documents);
    // A copy that was cut off leaves the origin and no documents: then they are taken again.
    if (origin !== null && (await isThere(layout.layers.national.documents))) {
      if (origin.value.digest === newest) return ok(undefined);
      if ((await digestOf(layout.layers.national.documents)) !== origin.value.digest) {
        onNote(
          both(
            `Les règles de ${documents} ont changé, mais la copie de travail a ses propres modifications : elle reste comme elle est.`,
            `The rules in ${documents} have changed, but the working copy has edits of its own: it stays as it is.`,
          ),
        );
        return ok(undefined);
      }
    }
    await take(layout.layers.national, documents);
    return await writeFileAtomically(layout.documentsOrigin, `${JSON.stringify({ digest: newest })}\n`, 0o644);
  } catch (error) {
    return failed(fileProblem(layout.layers.national.documents, error));
  }
}

const isDocument = (name: string): boolean => [POLICY_DOCUMENT, PUBLIC_ROOMS_DOCUMENT, TESTS_DOCUMENT].includes(name);

/** Whether two folders have the same documents. */
const alike = async (one: string, other: string): Promise<boolean> => (await filesDigest(one, [one], isDocument)) === (await filesDigest(other, [other], isDocument));

/**
 * Puts the documents of an earlier version into the place of the working copy, which is put aside whole: edits that nobody has signed
 * stay readable there.
 *
 * @param documents folder of a kept version
 * @param now milliseconds since the epoch
 * @returns where the working copy from before is; null when it had these very documents, or when there was none
 */
export async function bringBack(files: LayerLayout, documents: string, now: number): Promise<Result<{ readonly setAside: string | null }, Problem>> {
  const setAside = join(files.setAside, `${instantOf(now).replaceAll(":", "")}-${randomBytes(2).toString("hex")}`);
  const next = join(dirname(files.documents), `.${basename(files.documents)}.${randomBytes(6).toString("hex")}.new`);
  try {
    const present = await isThere(files.documents);
    if (present && (await alike(documents, files.documents))) return ok({ setAside: null });
    await cp(documents, next, { recursive: true, filter: (source) => source === documents || isDocument(basename(source)) });
    if (present) {
      await mkdir(files.setAside, { recursive: true, mode: 0o700 });
      await rename(files.documents, setAside);
    }
    await rename(next, files.documents);
    return ok({ setAside: present ? setAside : null });
  } catch (error) {
    return failed(fileProblem(files.documents, error));
  } finally {
    await rm(next, { recursive: true, force: true });
  }
}
