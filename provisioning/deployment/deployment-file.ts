/** `deployment.json`: what the client reads to know which state it serves. */
import type { Brand, Deployment } from "#client/domain/ports/deployment.ts";
import type { LocalisedText } from "#policies/model/localised-text.ts";
import type { Envelope } from "#policies/model/policy-bundle.ts";
import type { Problem } from "../output/problem.ts";
import { damagedFile } from "../reading/damaged-file.ts";
import { closedObject, integer, listOf, mapOf, orNull, readJson, text } from "../reading/shape.ts";
import { failed, ok, type Result } from "../result.ts";
import { readText, writeFileAtomically } from "./atomic-file.ts";

/** The client itself adds who vouches for the file. */
export type DeploymentFile = Omit<Deployment, "pinnedBy">;

const localised = closedObject<LocalisedText>({ fr: text, en: text });
const brandShape = closedObject<Brand>({
  name: localised,
  crest: orNull(text),
  tokens: closedObject<Brand["tokens"]>({ light: mapOf(text), dark: mapOf(text) }),
  helpdesk: localised,
});

/** Name, crest and colours of a state, from its one data file. */
export async function readBrand(path: string): Promise<Result<Brand, Problem>> {
  const content = await readText(path);
  if (!content.ok) return content;
  const read = readJson(brandShape, content.value);
  return read.ok ? ok(read.value) : failed(damagedFile(path, read.failure));
}

/**
 * @param root the first root of the deployment: later ones are reached from it, signature by signature
 * @param minimumPolicyVersion the newest version that was in force when the file was written
 */
export const writeDeploymentFile = (
  path: string,
  parts: { readonly homeserver: string; readonly serverName: string; readonly brand: Brand; readonly root: Envelope; readonly minimumPolicyVersion: number },
): Promise<Result<void, Problem>> => {
  const file: DeploymentFile = parts;
  return writeFileAtomically(path, `${JSON.stringify(file, null, 2)}\n`, 0o644);
};

const fileShape = closedObject<DeploymentFile>({
  homeserver: text,
  serverName: text,
  brand: brandShape,
  root: closedObject<Envelope>({ payload: text, signatures: listOf(closedObject<Envelope["signatures"][number]>({ officer: text, signature: text })) }),
  minimumPolicyVersion: integer,
});

/** What the deployment is, as `chancery start` wrote it. */
export async function readDeploymentFile(path: string): Promise<Result<DeploymentFile, Problem>> {
  const content = await readText(path);
  if (!content.ok) return content;
  const read = readJson(fileShape, content.value);
  return read.ok ? ok(read.value) : failed(damagedFile(path, read.failure));
}
