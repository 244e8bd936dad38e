import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { deploymentLayout, repositoryLayout, type DeploymentLayout, type RepositoryLayout } from "../../deployment/layout.ts";
import { openClient, type Opened } from "./open-client.ts";

const REPOSITORY = resolve(import.meta.dirname, "../../..");
let directory: string;
let repository: RepositoryLayout;
let layout: DeploymentLayout;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "chancery-open-"));
  repository = repositoryLayout(join(directory, "repository"));
  layout = deploymentLayout(join(directory, "deployment"));
  await mkdir(join(repository.clientSources, "src", "platform"), { recursive: true });
  await cp(join(REPOSITORY, "electron"), join(repository.directory, "electron"), { recursive: true });
  await cp(join(REPOSITORY, "client/src/platform/bridge.ts"), join(repository.clientSources, "src", "platform", "bridge.ts"));
  await symlink(join(REPOSITORY, "node_modules"), join(repository.directory, "node_modules"));
  await mkdir(join(directory, "dist"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A binary that writes down how it was called. */
async function fakeElectron(): Promise<string> {
  const program = join(directory, "dist", "electron");
  await writeFile(program, `#!/bin/sh\nprintf '%s\\n' "$@" "run-as-node=$ELECTRON_RUN_AS_NODE" "node-options=$NODE_OPTIONS" end > "${directory}/called.new"\nmv "${directory}/called.new" "${directory}/called"\n`);
  await chmod(program, 0o755);
  return program;
}

const open = (environment: Readonly<Record<string, string>>): Promise<Opened> =>
  openClient({ layout, repository, address: "http://127.0.0.1:9/", environment: { PATH: "/usr/bin:/bin", ...environment }, signal: new AbortController().signal });
const called = (): Promise<readonly string[]> => vi.waitFor(async () => (await readFile(join(directory, "called"), "utf8")).split("\n"), { timeout: 10_000 });

test.each([
  ["folder of the binary", (program: string) => resolve(program, "..")],
  ["binary itself", (program: string) => program],
])("where the %s is given, the application is built and started with this deployment", { timeout: 60_000 }, async (_what, given) => {
  const program = await fakeElectron();
  const opened = await open({ ELECTRON_OVERRIDE_DIST_PATH: given(program), ELECTRON_RUN_AS_NODE: "1", NODE_OPTIONS: "--inspect" });
  const args = await called();
  opened.stop();
  const main = join(repository.shared, "electron", "main.mjs");
  expect(args.filter((argument) => argument !== "--no-sandbox").slice(0, 5)).toEqual([main, `--deployment-file=${layout.deploymentFile}`, `--data-folder=${join(layout.run, "desktop")}`, "run-as-node=", "node-options="]);
  expect(args.includes("--no-sandbox")).toBe(process.getuid?.() === 0);
  expect((await readdir(join(repository.shared, "electron"))).sort()).toEqual(["main.mjs", "preload.cjs"]);
  // The main process looks for the built client beside its own folder.
  expect(join(main, "..", "..", "client")).toBe(repository.client);
  expect(opened.said.en).toContain(program);
});

test("where no binary is, nothing is started and nothing downloaded: without a display the address is all there is", async () => {
  const opened = await open({ ELECTRON_OVERRIDE_DIST_PATH: join(directory, "dist") });
  expect(opened.said.en).toContain("No display here");
});
