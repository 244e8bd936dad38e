/** The bench's own deployment: a copy of the seeded one, with its database in memory where the machine has room for that. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { RunningDeployment } from "../../../e2e/support/deployment.ts";

export interface BenchHomeserver {
  readonly running: RunningDeployment;
  stop(): Promise<void>;
}

/** @returns a new folder in memory (SQLite on a disk is several times slower), or in the temporary folder where there is none */
export function workFolder(): { readonly path: string; remove(): Promise<void> } {
  let path: string;
  try {
    path = mkdtempSync("/dev/shm/chancery-bench-");
  } catch {
    path = mkdtempSync(join(tmpdir(), "chancery-bench-"));
  }
  return { path, remove: () => removeFolder(path) };
}

/** Removes a folder in which a browser or a homeserver that has just ended may still have a process that writes. */
export const removeFolder = (path: string): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });

/** @returns a port of the loopback address that was free a moment ago */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === "string") throw new Error("a TCP server has a numeric port");
  return address.port;
}

/**
 * Starts what `npm start` starts, in `directory`, with rates that no seeding reaches (the role's `synapse_rate_limit_factor`).
 *
 * @param root the working copy whose client is built and served
 * @param directory the deployment; made when it is not there
 */
export async function startHomeserver(root: string, directory: string): Promise<BenchHomeserver> {
  const ports = ["--homeserver-port", String(await freePort()), "--client-port", String(await freePort())];
  const options = ["--no-open", "--json", "--lang", "en", "--deployment", directory, "--relaxed-rate-limits"];
  const child = spawn(process.execPath, [join(root, "provisioning/main.ts"), "start", ...options, ...ports], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (data: Buffer) => (said = `${said}${data.toString("utf8")}`.slice(-8000)));
  const ended = once(child, "exit");
  const line = await Promise.race([firstLine(child), ended.then(() => null)]);
  if (line === null) throw new Error(`chancery start ended before it was ready:\n${said}`);
  const running = JSON.parse(line) as Partial<RunningDeployment>; // what `start --json` prints once it is ready, or the problem that keeps it from that
  if (!isRunning(running)) {
    child.kill("SIGTERM");
    await ended;
    throw new Error(`chancery start is not ready: ${line}\nA deployment that an older version seeded is made anew once .chancery/bench is deleted.`);
  }
  return {
    running,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

const isRunning = (line: Partial<RunningDeployment>): line is RunningDeployment => typeof line.client === "string" && typeof line.homeserver === "string";

const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((found) => {
    if (child.stdout) createInterface({ input: child.stdout }).once("line", found);
  });
