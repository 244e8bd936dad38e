/** The ready examples: each a folder of documents that passes check and test. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileErrorCode, fileProblem } from "../deployment/atomic-file.ts";
import type { RepositoryLayout } from "../deployment/layout.ts";
import type { Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";

/** The name of the documents that `npm start` begins with. */
export const EXAMPLE_STATE = "example-state";

/** @returns the folder of each example, by name */
export async function exampleDocuments(repository: RepositoryLayout): Promise<Result<ReadonlyMap<string, string>, Problem>> {
  const state = [EXAMPLE_STATE, repository.documents] as const;
  try {
    const entries = await readdir(repository.examples, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
    return ok(new Map([state, ...names.map((name) => [name, join(repository.examples, name)] as const)]));
  } catch (error) {
    return fileErrorCode(error) === "ENOENT" ? ok(new Map([state])) : failed(fileProblem(repository.examples, error));
  }
}
