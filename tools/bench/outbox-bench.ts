/** Whether every message arrives once and in order while requests, answers, the network, the page and the homeserver fail. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench, Series } from "./bench.ts";

/** As `e2e/support/delivery-under-faults.ts` reports it. */
interface Report {
  readonly written: number;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly outOfOrder: readonly string[];
  readonly unreadable: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly seconds: number;
}

const DEFAULTS = { messages: 1000, faults: 100, seed: 1, readers: 3 };
const count = (name: string, value: number, limit: number | null): Series => ({ name, unit: "count", samples: [value], limit });

/** @param root the working copy that is measured */
export const outboxBench = (root: string): Bench => ({
  name: "outbox",
  about: "messages under faults: lost, doubled, out of order (all must be 0)",
  counts: DEFAULTS,
  async run(counts) {
    const folder = mkdtempSync(join(tmpdir(), "chancery-soak-"));
    const report = join(folder, "report.json");
    const script = { ...DEFAULTS, ...counts };
    try {
      const child = spawn(process.execPath, ["node_modules/@playwright/test/cli.js", "test", "--config", "e2e/soak/playwright.config.ts"], {
        cwd: root,
        stdio: ["ignore", 2, 2],
        env: { ...process.env, CHANCERY_SOAK: JSON.stringify({ script, report }) },
      });
      await once(child, "exit");
      // The journey writes it in this form; without it nothing was measured, and reading fails.
      const { written, lost, doubled, outOfOrder, unreadable, faults, seconds } = JSON.parse(readFileSync(report, "utf8")) as Report;
      return [
        count("seed", script.seed, null),
        count("written", written, null),
        count("lost", lost.length, 0),
        count("doubled", doubled.length, 0),
        count("out of order", outOfOrder.length, 0),
        count("unreadable", unreadable, 0),
        count("faults", Object.values(faults).reduce((sum, happened) => sum + happened, 0), null),
        ...Object.entries(faults).map(([fault, happened]) => count(`fault: ${fault}`, happened, null)),
        { name: "duration", unit: "s", samples: [seconds], limit: null },
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
});
