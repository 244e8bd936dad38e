/**
 * Says of each dated result in docs/measurements/ whether what it measured has changed since. An old result is no failure: it
 * has a date. One that cannot be read is.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");
const FOLDER = join(ROOT, "docs/measurements");

/** What each bench measures, as paths from the repository's root. */
const MEASURED: Readonly<Record<string, readonly string[]>> = {
  fuzz: ["policies/src/evaluate", "policies/synapse/chancery_policy", "policies/vectors/source/random-policy.ts", "tools/fuzz", "tools/oracle"],
  "mutation-typescript": ["policies/src/evaluate", "policies/src/verify", "policies/vectors", "tools/mutation"],
  "mutation-python": ["policies/synapse/chancery_policy", "policies/vectors", "tools/mutation"],
  "third-evaluator": ["policies/SPECIFICATION.md"],
  policy: ["policies/src/evaluate", "policies/synapse/chancery_policy", "tools/bench/policy-bench.ts", "tools/bench/statistics.ts", "tools/oracle"],
  "soak-sync": ["client/src/matrix", "client/src/app/session.ts", "e2e/side-by-side"],
  outbox: ["client/src/matrix", "client/src/store", "client/src/app", "client/src/policy", "e2e/support/delivery-under-faults.ts", "e2e/support/fault-proxy.ts"],
  start: ["package-lock.json", "tools/bootstrap", "tools/python", "provisioning", "ansible", "policies", "client"],
  client: ["package-lock.json", "client", "policies/src", "tools/bench/client"],
};

interface Measurement {
  readonly commit: string;
  readonly paths: readonly string[];
}

function readMeasurement(file: string): Measurement | null {
  try {
    const result: unknown = JSON.parse(readFileSync(join(FOLDER, file), "utf8"));
    if (typeof result !== "object" || result === null) return null;
    const commit: unknown = Reflect.get(result, "commit");
    const paths = MEASURED[String(Reflect.get(result, "bench"))];
    return typeof commit === "string" && paths !== undefined ? { commit, paths } : null;
  } catch {
    return null;
  }
}

/** @returns how many commits since have touched what was measured; null when this clone does not reach back that far */
function commitsSince({ commit, paths }: Measurement): number | null {
  try {
    const listed = execFileSync("git", ["rev-list", `${commit}..HEAD`, "--", ...paths], { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return listed.split("\n").filter((line) => line !== "").length;
  } catch {
    return null;
  }
}

let passed = 0;
let failed = 0;
for (const file of readdirSync(FOLDER).filter((name) => name.endsWith(".json"))) {
  const measurement = readMeasurement(file);
  if (measurement === null) {
    failed += 1;
    console.log(`docs/measurements/${file}: cannot be read, or is of no known bench`);
    continue;
  }
  passed += 1;
  const since = commitsSince(measurement);
  const commit = measurement.commit.slice(0, 9);
  if (since === null) console.log(`older than this clone: docs/measurements/${file} (${commit})`);
  else if (since > 0) console.log(`older than the code: docs/measurements/${file} (${commit}, ${since} commits ago)`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
