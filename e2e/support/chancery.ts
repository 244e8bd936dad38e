/** What an officer types in a terminal. */
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import type { RunningDeployment } from "./deployment.ts";

const PROGRAM = resolve(import.meta.dirname, "../../provisioning/main.ts");

/** Runs `chancery` on the deployment under test. @throws when it fails, with what it said */
export function chancery(deployment: RunningDeployment, ...words: string[]): void {
  execFileSync(process.execPath, [PROGRAM, ...words, "--deployment", deployment.deployment], { stdio: "pipe" });
}
