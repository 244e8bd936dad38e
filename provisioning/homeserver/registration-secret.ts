import { join } from "node:path";
import { readText } from "../deployment/atomic-file.ts";
import type { DeploymentLayout } from "../deployment/layout.ts";
import type { Problem } from "../output/problem.ts";
import { ok, type Result } from "../result.ts";

/** The secret with which the first administrator is registered; the Ansible role generated it, only the owner can read it. */
export async function readRegistrationSecret(layout: DeploymentLayout): Promise<Result<string, Problem>> {
  const content = await readText(join(layout.homeserver, "secrets", "registration_shared_secret"));
  return content.ok ? ok(content.value.trim()) : content;
}
