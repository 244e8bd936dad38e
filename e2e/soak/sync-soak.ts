import "fake-indexeddb/auto";
import { runSideBySide } from "../side-by-side/run.ts";
import { restartHomeserver } from "../support/homeserver.ts";
import type { Soak } from "./soak.ts";

export const syncSoak: Soak = {
  name: "sync",
  about: "both ways of syncing side by side over a random script: 0 differences",
  options: { seed: 1, steps: 2_000 },
  async run(running, options, say) {
    const seed = options["seed"] ?? 1;
    const steps = options["steps"] ?? 2_000;
    const { differences, ...facts } = await runSideBySide(running, { seed, steps, compareEvery: 20, killEvery: 400, restartServer: () => restartHomeserver(running), say });
    return { facts: { ...facts, differences: differences.length }, defects: differences };
  },
};
