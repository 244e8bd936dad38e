/** Reads a state file. */
import { readText } from "../deployment/atomic-file.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problem, type Problem } from "../output/problem.ts";
import { failed, type Result } from "../result.ts";
import { readDesiredState, type DesiredState } from "./desired-state.ts";

export async function readDesiredStateFile(path: string): Promise<Result<DesiredState, readonly Problem[]>> {
  const content = await readText(path);
  if (!content.ok) return failed([content.failure]);
  let value: unknown;
  try {
    value = JSON.parse(content.value);
  } catch (error) {
    return failed([
      problem({
        code: "state_file_invalid",
        where: path,
        what: both("ce fichier n’est pas du JSON.", "this file is not JSON."),
        detail: error instanceof Error ? [error.message] : [],
        exit: EXIT.refused,
      }),
    ]);
  }
  return readDesiredState(value, path);
}
