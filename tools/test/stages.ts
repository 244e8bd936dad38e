/** What `npm test` runs, in this order; cheap things first. */
import { randomInt } from "node:crypto";
import { playwrightCount, plainCount, pytestCount, vitestCount } from "./counts.ts";
import type { Stage } from "./stage.ts";

/** The order in which Python walks through sets follows from it: another in each run, so that no order by chance passes for ours, and told when a stage fails. */
const PYTHON_ORDER = { PYTHONHASHSEED: process.env["PYTHONHASHSEED"] ?? String(randomInt(2 ** 32)) };

/**
 * @param node path of Node 24
 * @param venv folder of the Python environment of the tests (tools/python/test.lock), from the repository's root
 * @param root the repository's root
 */
export function stages(node: string, venv: string, root: string): readonly Stage[] {
  const script = (path: string, ...args: string[]): [string, ...string[]] => [node, `node_modules/${path}`, ...args];
  const python = (program: string, ...args: string[]): [string, ...string[]] => [`${venv}/bin/${program}`, ...args];
  return [
    { name: "types", about: "TypeScript", command: script("typescript-7/bin/tsc", "-p", "tsconfig.json") },
    { name: "svelte", about: "types inside components", command: script("svelte-check/bin/svelte-check", "--tsconfig", "tsconfig.json", "--fail-on-warnings") },
    { name: "lint", about: "ESLint and the import rules of the house plan", command: script("eslint/bin/eslint.js", "--config", "tools/lint/eslint.config.mjs", "--max-warnings", "0", ".") },
    { name: "python-lint", about: "ruff", command: python("ruff", "check", "policies/synapse", "ansible") },
    { name: "python-types", about: "mypy, strict", command: python("mypy", "--config-file", "policies/synapse/pyproject.toml", "policies/synapse/chancery_policy") },
    { name: "unit", about: "unit tests and vectors, TypeScript", command: script("vitest/vitest.mjs", "run", "--config", "tools/test/vitest.config.ts"), count: vitestCount },
    { name: "python", about: "the Synapse module: unit tests, vectors, real Synapse", command: python("pytest", "policies/synapse"), environment: PYTHON_ORDER, count: pytestCount },
    { name: "yaml-lint", about: "yamllint over the role and the officers' documents", command: python("yamllint", "--strict", "--config-file", "ansible/.yamllint", "ansible") },
    { name: "ansible-lint", about: "the role and its playbooks", command: ["bash", "-c", 'cd ansible && PATH="$1/bin:$PATH" exec ansible-lint --offline --strict', "ansible-lint", `${root}/${venv}`] },
    { name: "role", about: "the role's own module", command: python("pytest", "ansible"), environment: PYTHON_ORDER, count: pytestCount },
    { name: "playbook", about: "the playbook twice: the second run changes nothing", command: [node, "tools/test/playbook-twice.ts"], count: plainCount },
    { name: "policy", about: "the officers' own tests of the example policy", command: [node, "provisioning/main.ts", "policy", "test", "policies/documents"] },
    { name: "fuzz", about: "both evaluators and Cedar on random policies", command: [node, "tools/fuzz/main.ts", "--cases=20000", "--cedar=2000"], count: plainCount },
    { name: "documents", about: "links, folder names and commands in the documents", command: [node, "tools/test/documents.ts"], count: plainCount },
    { name: "measurements", about: "dated results that are older than the code", command: [node, "tools/test/measurements.ts"], count: plainCount, tell: /^older than the code: .*$/gm },
    { name: "screens", about: "every screen and dialog on fakes: axe in five schemes of colours, four sizes of window", command: script("@playwright/test/cli.js", "test", "--config", "e2e/screens.config.ts"), count: playwrightCount },
    { name: "journeys", about: "real Chromium on a real Synapse", command: script("@playwright/test/cli.js", "test", "--config", "e2e/playwright.config.ts"), count: playwrightCount },
  ];
}
