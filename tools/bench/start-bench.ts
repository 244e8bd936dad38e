/** How long `npm start` takes: the first time in a fresh clone, downloads included, and again. */
import { spawn, execFileSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Bench } from "./bench.ts";

/** Promised to newcomers, on two cores. */
const FIRST_LIMIT_SECONDS = 300;
const SECOND_LIMIT_SECONDS = 20;
/** Nobody waits longer than this for one start, in milliseconds. */
const DEADLINE = 900_000;

interface Ports {
  readonly homeserver: number;
  readonly client: number;
}

/** Ports that are free now; both are held until both are known, so that they differ. */
async function freePorts(): Promise<Ports> {
  const probes = await Promise.all(
    [0, 1].map(async () => {
      const probe = createServer().listen(0, "127.0.0.1");
      await once(probe, "listening");
      return probe;
    }),
  );
  const [homeserver, client] = probes.map((probe) => {
    const address = probe.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return { homeserver: homeserver ?? 0, client: client ?? 0 };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}

/** @returns seconds from the call until the client answers, and seconds until everything has stopped again */
async function timeOneStart(clone: string, ports: Ports): Promise<{ readonly ready: number; readonly stopped: number }> {
  const began = performance.now();
  const child = spawn(process.execPath, [join(clone, "tools", "bootstrap", "main.mjs"), "start", "--no-open", "--json", "--homeserver-port", String(ports.homeserver), "--client-port", String(ports.client)], {
    cwd: clone,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said = `${said}${chunk.toString("utf8")}`.slice(-8000)));
  const giveUp = setTimeout(() => child.kill("SIGTERM"), DEADLINE);
  try {
    const lines = createInterface({ input: child.stdout });
    const line = await Promise.race([once(lines, "line").then(([first]: unknown[]) => String(first)), once(child, "exit").then(() => null)]);
    const ready: unknown = line === null ? null : JSON.parse(line);
    if (typeof ready !== "object" || ready === null || !("client" in ready) || typeof ready.client !== "string") {
      throw new Error(`the start did not become ready:\n${said}${line ?? ""}`);
    }
    const answer = await fetch(ready.client);
    if (!answer.ok) throw new Error(`the client answers ${answer.status}`);
    const seconds = (performance.now() - began) / 1000;
    const stopping = performance.now();
    await stop(child);
    return { ready: seconds, stopped: (performance.now() - stopping) / 1000 };
  } finally {
    clearTimeout(giveUp);
    await stop(child);
  }
}

/** @param root the working copy whose last commit is measured */
export const startBench = (root: string): Bench => ({
  name: "start",
  about: "npm start: first in a fresh clone (downloads included), then again",
  counts: { first: 1, second: 3 },
  async run(counts, say) {
    const first: number[] = [];
    const second: number[] = [];
    const stopped: number[] = [];
    for (let round = 0; round < (counts["first"] ?? 1); round += 1) {
      const folder = await mkdtemp(join(tmpdir(), "chancery-bench-"));
      try {
        const clone = join(folder, "clone");
        execFileSync("git", ["clone", "--quiet", "--no-hardlinks", root, clone]);
        const ports = await freePorts();
        say(`first start ${round + 1} …`);
        const fresh = await timeOneStart(clone, ports);
        first.push(fresh.ready);
        stopped.push(fresh.stopped);
        say(`  ready after ${fresh.ready.toFixed(1)} s`);
        // The last clone serves for the starts after the first.
        for (let again = 0; round + 1 === (counts["first"] ?? 1) && again < (counts["second"] ?? 3); again += 1) {
          const next = await timeOneStart(clone, ports);
          second.push(next.ready);
          stopped.push(next.stopped);
          say(`  again ready after ${next.ready.toFixed(1)} s`);
        }
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
    return [
      { name: "first start", unit: "s", samples: first, limit: FIRST_LIMIT_SECONDS },
      { name: "start again", unit: "s", samples: second, limit: SECOND_LIMIT_SECONDS },
      { name: "stop", unit: "s", samples: stopped, limit: null },
    ];
  },
});
