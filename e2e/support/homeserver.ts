/** The homeserver of the deployment under test, as a power cut sees it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunningDeployment } from "./deployment.ts";

const LONGEST_START_MS = 60_000;

const pidOf = (deployment: RunningDeployment): number => Number(readFileSync(join(deployment.deployment, "run", "homeserver.pid"), "utf8"));

/** Kills it as a power cut would; its supervisor starts it again. @returns the process that is gone */
export function killHomeserver(deployment: RunningDeployment): number {
  const pid = pidOf(deployment);
  process.kill(pid, "SIGKILL");
  return pid;
}

/** Whether it answers now. */
export async function answers(deployment: RunningDeployment): Promise<boolean> {
  const answer = await fetch(new URL("/_matrix/client/versions", deployment.homeserver)).catch(() => null);
  return answer?.ok === true;
}

/** Kills it, and waits until it answers again. */
export async function restartHomeserver(deployment: RunningDeployment): Promise<void> {
  killHomeserver(deployment);
  const deadline = Date.now() + LONGEST_START_MS;
  for (;;) {
    if (await answers(deployment)) return;
    if (Date.now() > deadline) throw new Error("the homeserver does not come back");
    await new Promise((next) => setTimeout(next, 100));
  }
}
