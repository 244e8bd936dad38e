/** Whether every message arrives once and in order while requests, answers, the network, the page and the homeserver fail. */
import { chromium } from "@playwright/test";
import { chromiumPath } from "../../e2e/support/chromium.ts";
import { deliveryUnderFaults } from "../../e2e/support/delivery-under-faults.ts";
import { startDeployment } from "../../e2e/support/deployment.ts";
import type { Bench, Series } from "./bench.ts";

export const outboxBench: Bench = {
  name: "outbox",
  about: "messages under faults: lost, doubled, out of order (all must be 0)",
  counts: { messages: 1000, faults: 100, seed: 1, readers: 3 },
  async run(counts, say) {
    const script = { messages: counts["messages"] ?? 1000, faults: counts["faults"] ?? 100, seed: counts["seed"] ?? 1, readers: counts["readers"] ?? 3 };
    const started = await startDeployment();
    const browser = await chromium.launch({ executablePath: chromiumPath(), args: ["--disable-gpu", "--disable-quic", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])] });
    try {
      const report = await deliveryUnderFaults({ browser, deployment: started.running, say }, script);
      const count = (name: string, value: number, limit: number | null): Series => ({ name, unit: "count", samples: [value], limit });
      return [
        count("seed", script.seed, null),
        count("written", report.written, null),
        count("lost", report.lost.length, 0),
        count("doubled", report.doubled.length, 0),
        count("out of order", report.outOfOrder.length, 0),
        count("unreadable", report.unreadable, 0),
        count("faults", Object.values(report.faults).reduce((sum, happened) => sum + happened, 0), null),
        ...Object.entries(report.faults).map(([fault, happened]) => count(`fault: ${fault}`, happened, null)),
        { name: "duration", unit: "s", samples: [report.seconds], limit: null },
      ];
    } finally {
      await browser.close();
      await started.stop();
    }
  },
};
