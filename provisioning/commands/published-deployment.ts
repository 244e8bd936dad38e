/** For tests: a deployment whose national rules are signed by the example's officers and in force on a homeserver that knows policy alone. */
import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { writeAccounts } from "../deployment/accounts.ts";
import { readBrand, writeDeploymentFile } from "../deployment/deployment-file.ts";
import { deploymentLayout, repositoryLayout, type DeploymentLayout } from "../deployment/layout.ts";
import { writeKnownRooms } from "../deployment/rooms.ts";
import { fakePolicyServer, type FakePolicyServer } from "../homeserver/fake-policy-server.ts";
import { readInTransit, readRoots } from "../policy/policy-files.ts";
import type { Result } from "../result.ts";
import { runChancery } from "./chancery-run.ts";

const REPOSITORY = repositoryLayout(resolve(import.meta.dirname, "../.."));

const value = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
};

/** Makes a key of its own, `name` and `name.pub`, for each. */
export function makeKeys(directory: string, names: readonly string[]): void {
  for (const name of names) spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", join(directory, name)]);
}

/**
 * @param directory in which the deployment is the folder `d`
 * @param example whose documents are the nation's
 */
export async function publishedDeployment(directory: string, example: string): Promise<{ readonly layout: DeploymentLayout; readonly server: FakePolicyServer }> {
  const layout = deploymentLayout(join(directory, "d"));
  await runChancery(directory, ["officers", "init", "--deployment", "d"]);
  cpSync(join(REPOSITORY.examples, example), layout.layers.national.documents, { recursive: true });
  await runChancery(directory, ["policy", "sign", "--deployment", "d", "--officer", "anne.morel", "bruno.petit"]);
  const [root] = value(await readRoots(layout)) ?? [];
  const bundle = value(await readInTransit(layout.layers.national.bundle));
  if (root === undefined || bundle === null) throw new Error("the nation's rules were just signed");
  const server = await fakePolicyServer({ root, bundle });
  value(await writeDeploymentFile(layout.deploymentFile, { homeserver: server.address, serverName: "etat.example", brand: value(await readBrand(REPOSITORY.exampleBrand)), root, minimumPolicyVersion: 1 }));
  value(await writeAccounts(layout.accounts, [{ user_id: "@chancery-service:etat.example", user: "chancery-service", name: "Service", role: "service", password: "secret" }]));
  value(await writeKnownRooms(layout.rooms, { governance: "!regles" }));
  return { layout, server };
}
