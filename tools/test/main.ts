/**
 * `npm test [-- NAME …]`: runs every stage, or the named ones, and closes with `N passed, N failed`.
 * The whole output of each stage is kept in `.chancery/test-logs/`; what failed is shown here.
 */
import { join, resolve } from "node:path";
import { runStage, type StageResult } from "./stage.ts";
import { stages } from "./stages.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const LOGS = join(ROOT, ".chancery/test-logs");
/** How much of a failed stage's output is shown; the log has all of it. */
const SHOWN_LINES = 120;

function report(result: StageResult): void {
  const { stage, passed, failed, seconds, output, log } = result;
  console.log(`${failed === 0 ? "ok    " : "FAILED"} ${stage.name.padEnd(13)} ${String(passed).padStart(5)} passed ${String(failed).padStart(3)} failed  ${seconds.toFixed(1).padStart(6)} s   ${stage.about}`);
  if (stage.tell) for (const line of output.match(stage.tell) ?? []) console.log(`       ${line}`);
  if (failed > 0) {
    console.log(output.trimEnd().split("\n").slice(-SHOWN_LINES).join("\n"));
    console.log(`(all of it: ${log})`);
    for (const [name, value] of Object.entries(stage.environment ?? {})) console.log(`(the same again: ${name}=${value} npm test -- ${stage.name})`);
  }
}

async function main(wanted: readonly string[]): Promise<number> {
  const all = stages(process.execPath, ".chancery/tools/test-venv", ROOT);
  const unknown = wanted.filter((name) => !all.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    console.error(`no such part: ${unknown.join(", ")}. There are: ${all.map((stage) => stage.name).join(", ")}`);
    return 2;
  }
  let passed = 0;
  let failed = 0;
  for (const stage of all) {
    if (wanted.length > 0 && !wanted.includes(stage.name)) continue;
    const result = await runStage(stage, ROOT, LOGS);
    report(result);
    passed += result.passed;
    failed += result.failed;
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exit(await main(process.argv.slice(2)));
