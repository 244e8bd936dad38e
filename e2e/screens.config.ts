/** Every screen and dialog on fakes, in a real Chromium: nothing but the development server of the client is started. */
import { defineConfig } from "@playwright/test";
import { launchOptions } from "./support/chromium.ts";

export default defineConfig({
  testDir: "screens",
  outputDir: "../test-results/screens",
  globalSetup: "./screens/preview-server.ts",
  workers: 2,
  fullyParallel: true,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  reporter: [["list"]],
  use: { viewport: { width: 1280, height: 800 }, timezoneId: "Europe/Paris", contextOptions: { reducedMotion: "reduce" }, screenshot: "only-on-failure", launchOptions: launchOptions() },
});
