import { writeFileSync } from "node:fs";
import { deliveryUnderFaults, type FaultScript } from "../support/delivery-under-faults.ts";
import { test } from "../support/journey.ts";

/** What to do, and where the report goes, as the bench says. */
const { script, report } = JSON.parse(process.env["CHANCERY_SOAK"] ?? "null") as { readonly script: FaultScript; readonly report: string };

test("messages under faults", async ({ browser, deployment }) => {
  const outcome = await deliveryUnderFaults({ browser, deployment, say: (line) => console.log(line) }, script);
  writeFileSync(report, JSON.stringify(outcome));
});
