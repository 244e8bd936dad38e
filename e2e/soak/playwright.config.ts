/** The long run of the outbox, as `npm run bench -- outbox` starts it: the journeys' browser and deployment, no limit of time. */
import journeys from "../playwright.config.ts";

export default {
  ...journeys,
  testDir: ".",
  outputDir: "../../test-results",
  globalSetup: "../support/global-setup.ts",
  projects: [{ name: "soak" }],
  workers: 1,
  timeout: 0,
};
