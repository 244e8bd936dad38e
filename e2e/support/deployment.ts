/** The deployment under test: the same `chancery start` that a newcomer runs, in a folder and on ports of its own. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

export interface Account {
  readonly userId: string;
  readonly user: string;
  readonly password: string;
  readonly role: string;
}

/** The line that `chancery start --json` prints once everything is ready. */
export interface RunningDeployment {
  readonly client: string;
  readonly homeserver: string;
  readonly serverName: string;
  readonly accounts: readonly Account[];
  readonly rooms: Readonly<Record<string, string>>;
  readonly deployment: string;
}

const ROOT = resolve(import.meta.dirname, "../..");
/** Where the set-up leaves what it started, for the workers. */
const HANDOVER = "CHANCERY_E2E_DEPLOYMENT";

/** @returns a port of the loopback address that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === "string") throw new Error("a TCP server has a numeric port");
  return address.port;
}

/** Databases of tests belong in memory where there is room: SQLite on a disk is several times slower. */
function temporaryFolder(): string {
  try {
    return mkdtempSync("/dev/shm/chancery-e2e-");
  } catch {
    return mkdtempSync(join(tmpdir(), "chancery-e2e-"));
  }
}

export interface Started {
  readonly running: RunningDeployment;
  stop(): Promise<void>;
}

function readyLine(child: ChildProcess, errors: () => string): Promise<RunningDeployment> {
  return new Promise((ready, broken) => {
    if (child.stdout) createInterface({ input: child.stdout }).once("line", (line) => ready(JSON.parse(line)));
    child.once("exit", (code) => broken(new Error(`chancery start ended with ${code} before it was ready:\n${errors()}`)));
  });
}

/** Starts a deployment from nothing and waits until it is ready. */
export async function startDeployment(): Promise<Started> {
  const folder = temporaryFolder();
  const options = ["--no-open", "--json", "--lang", "en", "--deployment", join(folder, "deployment"), "--relaxed-rate-limits"];
  const ports = ["--homeserver-port", String(await freePort()), "--client-port", String(await freePort())];
  const child = spawn(process.execPath, [join(ROOT, "provisioning/main.ts"), "start", ...options, ...ports], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  let errors = "";
  child.stderr.on("data", (data: Buffer) => (errors += data.toString()));
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  const running = await readyLine(child, () => errors);
  const file = join(folder, "running.json");
  writeFileSync(file, JSON.stringify(running), { mode: 0o600 });
  process.env[HANDOVER] = file;
  return {
    running,
    async stop() {
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** @returns the deployment that the set-up started. */
export function runningDeployment(): RunningDeployment {
  const file = process.env[HANDOVER];
  if (file === undefined) throw new Error("no deployment is running: start the journeys with `npm test -- journeys`");
  return JSON.parse(readFileSync(file, "utf8"));
}
