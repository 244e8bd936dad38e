/** New accounts, made as a sysadmin makes them: through the admin API, with the deployment's service account. */
import { randomBytes } from "node:crypto";
import { askHomeserver, tokenOf } from "./other-client.ts";
import type { Account, RunningDeployment } from "./deployment.ts";

/** One token for all accounts of a worker: signing in again and again would be slow. */
let administrator: Promise<string> | null = null;

/** @returns an access token of the service account, who administers the homeserver */
export function administratorToken(deployment: RunningDeployment): Promise<string> {
  const account = deployment.accounts.find(({ role }) => role === "service");
  if (account === undefined) throw new Error("the deployment has a service account");
  return (administrator ??= tokenOf(deployment, account));
}

/** @param user local part of the user ID: it decides which set of the policy names the person */
export async function newAccount(deployment: RunningDeployment, user: string, displayName: string): Promise<Account> {
  const userId = `@${user}:${deployment.serverName}`;
  const password = randomBytes(18).toString("base64url");
  const { status } = await askHomeserver(deployment, await administratorToken(deployment), "PUT", `/_synapse/admin/v2/users/${encodeURIComponent(userId)}`, {
    displayname: displayName,
    password,
    admin: false,
  });
  if (status !== 201) throw new Error(`${userId} was not created: ${status}`);
  return { userId, user, password, role: "test" };
}
