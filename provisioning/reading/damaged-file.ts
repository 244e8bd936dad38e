import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problem, type Problem } from "../output/problem.ts";
import type { Fault } from "./shape.ts";

/** A file that is there but does not say what it has to say. */
export const damagedFile = (path: string, faults: readonly Fault[]): Problem =>
  problem({
    code: "file_invalid",
    where: path,
    what: both("ce fichier n’a pas la forme attendue.", "this file does not have the expected form."),
    detail: faults.map((found) => `${found.at === "" ? "(file)" : found.at}: expected ${found.expected}`),
    remedy: both("Corrigez-le, ou rétablissez une copie de sauvegarde.", "Correct it, or restore a backup copy."),
    exit: EXIT.refused,
  });
