/**
 * Whether the last complete run of the playbook was given what it would be given now, and what it laid down is still as it left it:
 * contents, and who may read them. Then another run would change nothing, and a start need not wait for it.
 */
import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { LAYERS } from "#policies/model/policy.ts";
import type { RoleVariable } from "../ansible/playbook-run.ts";
import { readTextIfPresent, writeFileAtomically } from "../deployment/atomic-file.ts";
import type { DeploymentLayout, RepositoryLayout } from "../deployment/layout.ts";
import { filesDigest } from "../digest/files-digest.ts";
import type { Problem } from "../output/problem.ts";
import { ok, type Result } from "../result.ts";

export interface LaidDown {
  readonly layout: DeploymentLayout;
  readonly repository: RepositoryLayout;
  readonly variables: { readonly [name: string]: RoleVariable };
}

/** What the role writes and a running homeserver does not: compared by content. */
const WRITTEN = ["homeserver.yaml", "log.yaml", "modules", "policy", "secrets"];

/** What a running homeserver writes: of these folders only their own permissions count. */
const COMES_AND_GOES = /^(data|logs|policy-state)\//;

/** Names and permission bits. */
async function permissions(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const kept = entries.filter((entry) => !COMES_AND_GOES.test(`${relative(folder, entry.parentPath)}/`) && !/\.pyc$|^__pycache__$/.test(entry.name));
  const lines = await Promise.all(
    kept.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const facts = await stat(path).catch(() => null);
      return `${relative(folder, path)} ${facts === null ? "gone" : (facts.mode & 0o777).toString(8)}`;
    }),
  );
  return lines.sort().join("\n");
}

async function fingerprint({ layout, repository, variables }: LaidDown): Promise<string> {
  const given = await filesDigest(repository.directory, [repository.ansible, repository.policyModule]);
  const policy = await filesDigest(layout.directory, [layout.root, ...LAYERS.map((layer) => layout.layers[layer].bundle)]);
  const left = await filesDigest(layout.homeserver, WRITTEN.map((name) => join(layout.homeserver, name)));
  const installed = await filesDigest(repository.synapse, [join(repository.synapse, "installed.lock"), join(repository.synapse, "bin", "python")]);
  const parts = [given, policy, left, installed, await permissions(layout.homeserver), JSON.stringify(variables)];
  return createHash("sha256").update(parts.join("\0")).digest("hex");
}

/** @returns true when a run of the playbook would change nothing */
export async function isLaidDown(asked: LaidDown): Promise<Result<boolean, Problem>> {
  const stamp = await readTextIfPresent(asked.layout.playbookStamp);
  if (!stamp.ok) return stamp;
  return ok(stamp.value !== null && stamp.value === (await fingerprint(asked)));
}

/** Notes, after a complete run, what it was given and what it left. */
export const noteLaidDown = async (asked: LaidDown): Promise<Result<void, Problem>> =>
  writeFileAtomically(asked.layout.playbookStamp, await fingerprint(asked), 0o600);
