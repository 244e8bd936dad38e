/** Journeys in a real Chromium on a real Synapse, under the headers that people get. */
import { defineConfig, devices } from "@playwright/test";
import { launchOptions } from "./support/chromium.ts";

/** They kill the homeserver that the others use, edit its database, or change its rules: so they come last, one after the other. */
const ALONE = ["delivery.spec.ts", "faults.spec.ts", "operator-attacks-database.spec.ts", "policy-push.spec.ts", "side-by-side.spec.ts", "stricter-ministry.spec.ts"];

export default defineConfig({
  testDir: "journeys",
  outputDir: "../test-results",
  globalSetup: "./support/global-setup.ts",
  snapshotPathTemplate: "{testDir}/__snapshots__/{testFileName}/{arg}{ext}",
  // One homeserver and two cores: journeys use people of their own, but the machine is shared.
  workers: 2,
  fullyParallel: false,
  retries: 0,
  // Against a hang, not a measure: a busy machine may take its time.
  timeout: 300_000,
  expect: { timeout: 40_000 },
  forbidOnly: true,
  reporter: [["list"]],
  projects: [
    { name: "journeys", testIgnore: ALONE },
    { name: "alone", testMatch: ALONE, dependencies: ["journeys"], workers: 1 },
  ],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1280, height: 800 },
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: launchOptions(),
  },
});
