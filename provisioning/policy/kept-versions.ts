/**
 * Every version that was signed in a deployment, with the very texts that it was compiled from: what a rollback brings back. Nothing in
 * here is trusted for lying here: whoever reads a version verifies its signatures, and compiles its texts to the bytes that were signed.
 */
import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { normalisedJson } from "#policies/compile/normalised-json.ts";
import type { BundleInTransit, PolicyBundle } from "#policies/model/policy-bundle.ts";
import type { Layer } from "#policies/model/policy.ts";
import { bytesOfText, sameBytes } from "#policies/verify/bytes.ts";
import { fileErrorCode, fileProblem, readTextIfPresent, writeFileAtomically } from "../deployment/atomic-file.ts";
import type { DeploymentLayout, LayerLayout } from "../deployment/layout.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problem, type Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";
import { TESTS_DOCUMENT } from "./document-tests.ts";
import { POLICY_DOCUMENT, PUBLIC_ROOMS_DOCUMENT, readDocuments, type Documents } from "./documents.ts";
import { readInTransit, writeInTransit, type HeldPolicy } from "./policy-files.ts";
import { bundleUnderRoots } from "./under-roots.ts";

const SIGNED_FILE = "signed.json";

const folderOf = ({ versions }: LayerLayout, version: number): string => join(versions, `version-${version}`);

/** Keeps a version that has just been signed, before it becomes the deployment's own: the folder appears as a whole. */
export async function keepVersion(files: LayerLayout, documents: Documents, inTransit: BundleInTransit, version: number): Promise<Result<void, Problem>> {
  const { policy, publicRooms } = documents.sources;
  const tests = await readTextIfPresent(join(documents.folder, TESTS_DOCUMENT));
  if (!tests.ok) return tests;
  const folder = folderOf(files, version);
  const next = join(files.versions, `.${version}.${randomBytes(6).toString("hex")}.new`);
  const texts: readonly (readonly [string, string | null])[] = [[POLICY_DOCUMENT, policy.text], [PUBLIC_ROOMS_DOCUMENT, publicRooms?.text ?? null], [TESTS_DOCUMENT, tests.value]];
  try {
    await mkdir(next, { recursive: true, mode: 0o700 });
    for (const [name, text] of texts) {
      const written = text === null ? ok(undefined) : await writeFileAtomically(join(next, name), text, 0o644);
      if (!written.ok) return written;
    }
    const written = await writeInTransit(join(next, SIGNED_FILE), inTransit);
    if (!written.ok) return written;
    // Only a version that was cut off before it became the deployment's own can be here already.
    await rm(folder, { recursive: true, force: true });
    await rename(next, folder);
    return ok(undefined);
  } catch (error) {
    return failed(fileProblem(folder, error));
  } finally {
    await rm(next, { recursive: true, force: true });
  }
}

/** Numbers of the versions that are kept, rising. */
export async function keptVersions({ versions }: LayerLayout): Promise<Result<readonly number[], Problem>> {
  try {
    const names = await readdir(versions);
    return ok(names.flatMap((name) => /^version-([1-9][0-9]*)$/.exec(name)?.[1] ?? []).map(Number).sort((a, b) => a - b));
  } catch (error) {
    return fileErrorCode(error) === "ENOENT" ? ok([]) : failed(fileProblem(versions, error));
  }
}

export interface KeptVersion {
  readonly bundle: PolicyBundle;
  /** the texts, which compile to what was signed */
  readonly documents: Documents;
}

const refused = (code: string, where: string, fr: string, en: string): Result<never, readonly Problem[]> => failed([problem({ code, where, what: both(fr, en), exit: EXIT.refused })]);

/**
 * Reads a version of a layer that was in force before: its signatures are verified from the deployment's roots on, and its texts are compiled again.
 *
 * @param now milliseconds since the epoch
 */
export async function readKeptVersion(layout: DeploymentLayout, layer: Layer, held: HeldPolicy, version: number, now: number): Promise<Result<KeptVersion, readonly Problem[]>> {
  const files = layout.layers[layer];
  const folder = folderOf(files, version);
  const file = join(folder, SIGNED_FILE);
  const inTransit = await readInTransit(file);
  if (!inTransit.ok) return failed([inTransit.failure]);
  if (inTransit.value === null) {
    const kept = await keptVersions(files);
    if (!kept.ok) return failed([kept.failure]);
    const names = kept.value.join(", ");
    return refused(
      "version_not_kept",
      files.versions,
      `la version ${version} n’est pas conservée ici ; ${names === "" ? "aucune ne l’est." : `il y a ${names}.`}`,
      `version ${version} is not kept here; ${names === "" ? "none is." : `there are ${names}.`}`,
    );
  }
  const verified = await bundleUnderRoots(held.roots, layout.root, layer, { place: file, inTransit: inTransit.value }, now);
  if (!verified.ok) return failed([verified.failure]);
  const { bundle } = verified.value;
  if (bundle.version !== version) {
    return refused("version_differs", file, `ce fichier porte la version ${bundle.version}, et non la version ${version}.`, `this file carries version ${bundle.version}, not version ${version}.`);
  }
  const documents = await readDocuments(folder, now);
  if (!documents.ok) return documents;
  // INVARIANT: what comes back is what was signed. Texts that were altered where they lie come back to nobody.
  if (!sameBytes(documents.value.compiled.bytes, bytesOfText(normalisedJson(bundle.policy)))) {
    return refused("text_differs", folder, `ces textes ne donnent pas ce qui a été signé sous le numéro ${version}.`, `these texts do not compile to what was signed as version ${version}.`);
  }
  return ok({ bundle, documents: documents.value });
}
