/** How each runner says its counts. Each gives null when its closing line is not there. */
import type { Count } from "./stage.ts";

const number = (text: string | undefined): number => Number(text ?? 0);

/** Vitest: `      Tests  3 failed | 84 passed (87)` */
export function vitestCount(output: string): Count | null {
  const line = /^ *Tests +(.+)$/m.exec(output)?.[1];
  if (line === undefined) return null;
  return { passed: number(/(\d+) passed/.exec(line)?.[1]), failed: number(/(\d+) failed/.exec(line)?.[1]) };
}

/** pytest: `=== 3 failed, 84 passed, 1 error in 2.10s ===` */
export function pytestCount(output: string): Count | null {
  const line = /^=*\s*((?:\d+ \w+,? ?)+) in [\d.]+s.*$/m.exec(output)?.[1];
  if (line === undefined) return null;
  return {
    passed: number(/(\d+) passed/.exec(line)?.[1]),
    failed: number(/(\d+) failed/.exec(line)?.[1]) + number(/(\d+) errors?/.exec(line)?.[1]),
  };
}

/** Playwright's `list` reporter: `  12 passed (1.2m)`, `  1 failed`, `  1 flaky`, `  2 did not run`; a flaky journey is a failed one. */
export function playwrightCount(output: string): Count | null {
  const passed = /^ +(\d+) passed/m.exec(output)?.[1];
  const failed = /^ +(\d+) failed/m.exec(output)?.[1];
  const flaky = /^ +(\d+) flaky/m.exec(output)?.[1];
  const notRun = /^ +(\d+) did not run/m.exec(output)?.[1];
  if (passed === undefined && failed === undefined) return null;
  return { passed: number(passed), failed: number(failed) + number(flaky) + number(notRun) };
}

/** Our own scripts close with `N passed, N failed`. */
export function plainCount(output: string): Count | null {
  const match = /^(\d+) passed, (\d+) failed$/m.exec(output);
  return match ? { passed: number(match[1]), failed: number(match[2]) } : null;
}
