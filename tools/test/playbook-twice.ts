/**
 * Lays an embedded homeserver down in an empty folder: a dry run writes nothing, the first run changes something, the second
 * changes nothing, and nothing that it leaves can be read by others.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runPlaybook } from "../../provisioning/ansible/run-playbook.ts";
import { deploymentLayout, repositoryLayout } from "../../provisioning/deployment/layout.ts";
import { preparePolicy } from "../../provisioning/policy/prepare-policy.ts";

const OTHERS = 0o077;
const folder = mkdtempSync(join(tmpdir(), "chancery-playbook-"));
const layout = deploymentLayout(join(folder, "deployment"));
const repository = repositoryLayout(resolve(import.meta.dirname, "../.."));
let passed = 0;
let failed = 0;

function check(what: string, holds: boolean, seen: unknown): void {
  if (holds) passed += 1;
  else failed += 1;
  console.log(`${holds ? "ok" : "FAILED"} ${what}${holds ? "" : `: ${JSON.stringify(seen)}`}`);
}

function run(dry: boolean): ReturnType<typeof runPlaybook> {
  return runPlaybook({
    playbook: repository.playbook,
    toolsEnvironment: repository.tools,
    check: dry,
    variables: {
      synapse_profile: "embedded",
      synapse_deployment_dir: layout.directory,
      synapse_server_name: "etat.example",
      synapse_port: 18008,
      synapse_venv: repository.synapse,
      synapse_policy_root_file: layout.root,
      synapse_policy_bundle_file: layout.layers.national.bundle,
      synapse_service_account: "@chancery-service:etat.example",
      synapse_policy_module_source: repository.policyModule,
    },
  });
}

/** @returns files and folders below `top` that somebody else could open */
const openToOthers = (top: string): string[] =>
  readdirSync(top, { recursive: true, encoding: "utf8" }).filter((path) => (statSync(join(top, path)).mode & OTHERS) !== 0);

try {
  const policy = await preparePolicy({ layout, repository, now: Date.now(), onNote: () => undefined });
  check("the example's policy is compiled, tested and signed", policy.ok, policy);
  const dry = await run(true);
  check("a dry run works in an empty folder", dry.ok, dry);
  check("a dry run writes nothing", !readdirSync(layout.directory).includes("homeserver"), readdirSync(layout.directory));
  const first = await run(false);
  check("the first run lays the homeserver down", first.ok && first.value.changed > 0, first);
  const second = await run(false);
  check("the second run changes nothing", second.ok && second.value.changed === 0, second);
  const open = openToOthers(layout.homeserver);
  check("nothing can be read by others", open.length === 0, open);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
