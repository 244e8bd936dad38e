import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deploymentLayout, repositoryLayout } from "../deployment/layout.ts";
import { isLaidDown, noteLaidDown, type LaidDown } from "./laid-down.ts";

let directory: string;
let asked: LaidDown;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "chancery-laid-"));
  asked = { layout: deploymentLayout(join(directory, "deployment")), repository: repositoryLayout(join(directory, "repository")), variables: { synapse_port: 1 } };
  const { homeserver } = asked.layout;
  for (const folder of ["secrets", "modules/chancery_policy", "policy", "data", "policy-state"]) await mkdir(join(homeserver, folder), { recursive: true, mode: 0o700 });
  await mkdir(join(asked.repository.ansible, "roles"), { recursive: true });
  await mkdir(asked.repository.synapse, { recursive: true });
  await mkdir(join(asked.layout.directory, "policy"), { recursive: true });
  for (const file of [
    asked.layout.homeserverSettings,
    join(homeserver, "secrets", "signing.key"),
    join(homeserver, "modules", "chancery_policy", "module.py"),
    asked.layout.root,
    asked.layout.layers.national.bundle,
    join(asked.repository.ansible, "roles", "tasks.yml"),
    join(asked.repository.synapse, "installed.lock"),
  ]) {
    await writeFile(file, "1", { mode: 0o600 });
  }
  expect((await noteLaidDown(asked)).ok).toBe(true);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const settled = async (): Promise<boolean> => {
  const result = await isLaidDown(asked);
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
};

describe("the playbook need not run again", () => {
  test("while nothing changed but what a running homeserver writes", async () => {
    expect(await settled()).toBe(true);
    await writeFile(join(asked.layout.homeserver, "data", "homeserver.db"), "messages");
    await writeFile(join(asked.layout.homeserver, "policy-state", "trusted-policy.json"), "{}");
    await mkdir(join(asked.layout.homeserver, "modules", "chancery_policy", "__pycache__"));
    await writeFile(join(asked.layout.homeserver, "modules", "chancery_policy", "__pycache__", "module.cpython-311.pyc"), "");
    expect(await settled()).toBe(true);
  });
});

describe("the playbook runs again", () => {
  test("the first time", async () => {
    await rm(asked.layout.playbookStamp);
    expect(await settled()).toBe(false);
  });

  test("when a variable is another one", async () => {
    asked = { ...asked, variables: { synapse_port: 2 } };
    expect(await settled()).toBe(false);
  });

  test("when somebody edited what it wrote, or could read a secret", async () => {
    await writeFile(asked.layout.homeserverSettings, "enable_registration: true");
    expect(await settled()).toBe(false);
    await writeFile(asked.layout.homeserverSettings, "1");
    expect(await settled()).toBe(true);
    await chmod(join(asked.layout.homeserver, "secrets", "signing.key"), 0o644);
    expect(await settled()).toBe(false);
  });

  test.each(["role", "policy", "policy of a ministry", "module", "Synapse"])("when the %s is another one", async (what) => {
    const path = {
      role: join(asked.repository.ansible, "roles", "tasks.yml"),
      policy: asked.layout.layers.national.bundle,
      "policy of a ministry": asked.layout.layers.ministry.bundle,
      module: join(asked.layout.homeserver, "modules", "chancery_policy", "module.py"),
      Synapse: join(asked.repository.synapse, "installed.lock"),
    }[what];
    await writeFile(path ?? "", "2");
    expect(await settled()).toBe(false);
  });
});
