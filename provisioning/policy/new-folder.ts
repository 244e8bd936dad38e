/** A new folder of documents, which appears as a whole and only when it passes check and test. */
import { randomBytes } from "node:crypto";
import { cp, mkdir, readdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Layer } from "#policies/model/policy.ts";
import { fileErrorCode, fileProblem, writeFileAtomically } from "../deployment/atomic-file.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problem, type Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";
import { runDocumentTests } from "./document-tests.ts";
import { readDocuments } from "./documents.ts";
import { layerDiffers } from "./layers.ts";

/** Documents by file name. */
export type NewDocuments = ReadonlyMap<string, string>;

const isFree = async (folder: string): Promise<boolean> =>
  readdir(folder).then(
    (names) => names.length === 0,
    (error: unknown) => {
      if (fileErrorCode(error) === "ENOENT") return true;
      throw error;
    },
  );

/**
 * @param schemas folder of the JSON Schemas, which goes along so that editors complete and check as one types
 * @param layer that the documents have to be of; null: any
 * @param now milliseconds since the epoch
 * @returns how many rules and tests there are
 */
export async function makeNewFolder(folder: string, documents: NewDocuments, schemas: string, layer: Layer | null, now: number): Promise<Result<{ readonly rules: number; readonly tests: number }, readonly Problem[]>> {
  const next = join(dirname(folder), `.${basename(folder)}.${randomBytes(6).toString("hex")}.new`);
  try {
    if (!(await isFree(folder))) {
      return failed([problem({ code: "folder_not_empty", where: folder, what: both("ce dossier n’est pas vide ; rien n’y a été touché.", "this folder is not empty; nothing in it was touched."), exit: EXIT.environment })]);
    }
    await mkdir(next, { recursive: true });
    for (const [name, text] of documents) {
      const written = await writeFileAtomically(join(next, name), text, 0o644);
      if (!written.ok) return failed([written.failure]);
    }
    await cp(schemas, join(next, "schema"), { recursive: true, filter: (source) => source === schemas || source.endsWith(".json") });
    const made = await readDocuments(next, now);
    if (!made.ok) return made;
    const { policy } = made.value.compiled;
    if (layer !== null && policy.layer !== layer) return failed([layerDiffers(folder, policy.layer, layer)]);
    const tested = await runDocumentTests(made.value);
    if (!tested.ok) return tested;
    await rmdir(folder).catch((error: unknown) => {
      if (fileErrorCode(error) !== "ENOENT") throw error; // it has been filled since: it stays
    });
    await rename(next, folder);
    return ok({ rules: policy.rules.length, tests: tested.value.run });
  } catch (error) {
    return failed([fileProblem(folder, error)]);
  } finally {
    await rm(next, { recursive: true, force: true });
  }
}
