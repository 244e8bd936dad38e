/** The homeserver of the deployment under test, as a power cut sees it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunningDeployment } from "./deployment.ts";

const LONGEST_START_MS = 60_000;

const pidOf = (deployment: RunningDeployment): number => Number(readFileSync(join(deployment.deployment, "run", "homeserver.pid"), "utf8"));

/** Kills it as a power cut would; its supervisor starts it again. */
export function killHomeserver(deployment: RunningDeployment): void {
  process.kill(pidOf(deployment), "SIGKILL");
}

/** Kills it, and waits until it answers again. */
export async function restartHomeserver(deployment: RunningDeployment): Promise<void> {
  killHomeserver(deployment);
  const deadline = Date.now() + LONGEST_START_MS;
  for (;;) {
    const answer = await fetch(new URL("/_matrix/client/versions", deployment.homeserver)).catch(() => null);
    if (answer?.ok === true) return;
    if (Date.now() > deadline) throw new Error("the homeserver does not come back");
    await new Promise((next) => setTimeout(next, 100));
  }
}
