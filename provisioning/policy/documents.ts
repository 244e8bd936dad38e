/** The documents that officers edit: read, compiled, and their errors shown with the line they are on. */
import { join } from "node:path";
import type { CompileProblem, SourceText } from "#policies/compile/compile-problem.ts";
import { compilePolicy, type CompiledPolicy, type PolicySources } from "#policies/compile/compile-policy.ts";
import { instantOf } from "#policies/evaluate/instant.ts";
import { readText, readTextIfPresent } from "../deployment/atomic-file.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problem, type Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";

export const POLICY_DOCUMENT = "policy.yaml";
export const PUBLIC_ROOMS_DOCUMENT = "public-rooms.yaml";

/** Documents that compile, and the texts that they were compiled from. */
export interface Documents {
  readonly folder: string;
  readonly sources: PolicySources;
  readonly compiled: CompiledPolicy;
}

/** The line that a problem is on, and a mark under the column. */
function quotation(found: CompileProblem, sources: readonly SourceText[]): string[] {
  const line = sources.find(({ file }) => file === found.file)?.text.split("\n")[found.line - 1];
  if (line === undefined || line.trim() === "") return [];
  // Characters that a terminal would obey are what the problem may be about: they are shown as a dot.
  const visible = [...line].map((symbol) => (/[\p{Cc}\p{Cf}]/u.test(symbol) ? "·" : symbol)).join("");
  return [visible.slice(0, 160), `${" ".repeat(Math.min(found.column, 160) - 1)}^`];
}

export const compileProblem = (found: CompileProblem, sources: readonly SourceText[]): Problem =>
  problem({
    code: found.code,
    where: `${found.file}:${found.line}:${found.column}`,
    what: found.message,
    detail: quotation(found, sources),
    remedy: found.suggestion === null ? null : both(`Peut-être : ${found.suggestion}`, `Perhaps: ${found.suggestion}`),
    exit: EXIT.refused,
  });

/** @returns the texts of a folder of documents; `public-rooms.yaml` may be missing */
export async function readSources(folder: string): Promise<Result<PolicySources, Problem>> {
  const file = join(folder, POLICY_DOCUMENT);
  const text = await readText(file);
  if (!text.ok) return text;
  const roomsFile = join(folder, PUBLIC_ROOMS_DOCUMENT);
  const rooms = await readTextIfPresent(roomsFile);
  if (!rooms.ok) return rooms;
  return ok({ policy: { file, text: text.value }, publicRooms: rooms.value === null ? null : { file: roomsFile, text: rooms.value } });
}

export const textsOf = (sources: PolicySources): readonly SourceText[] => (sources.publicRooms === null ? [sources.policy] : [sources.policy, sources.publicRooms]);

/**
 * Reads and compiles a folder of documents.
 *
 * @param now milliseconds since the epoch: exceptions are judged as if the policy were issued now
 */
export async function readDocuments(folder: string, now: number): Promise<Result<Documents, readonly Problem[]>> {
  const sources = await readSources(folder);
  if (!sources.ok) return failed([sources.failure]);
  const compiled = compilePolicy(sources.value, instantOf(now));
  if (compiled.ok) return ok({ folder, sources: sources.value, compiled: compiled.value });
  return failed(compiled.failure.map((found) => compileProblem(found, textsOf(sources.value))));
}
