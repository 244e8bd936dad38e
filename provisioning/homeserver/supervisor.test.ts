import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { argumentsOf, listenerOn } from "./process-table.ts";
import type { HomeserverEvent, RunningHomeserver, SupervisedHomeserver } from "./supervision.ts";
import { superviseHomeserver } from "./supervisor.ts";

/** A port of the loopback address that was free a moment ago. */
const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("a TCP server has a numeric port");
  return address.port;
};

let port = 0;
let folder = "";
let events: HomeserverEvent[] = [];
const running: RunningHomeserver[] = [];
const strangers: ChildProcess[] = [];
const servers: Server[] = [];

/** Stands in for Synapse: answers `/versions` on the port in homeserver.yaml, unless BEHAVIOUR says otherwise. */
const standIn = (behaviour: string): string => `#!${process.execPath}
const { createServer } = require("node:http");
const { writeFileSync } = require("node:fs");
writeFileSync(${JSON.stringify(join(folder, "environment.json"))}, JSON.stringify(process.env));
writeFileSync(${JSON.stringify(join(folder, "made-by-synapse"))}, "");
${behaviour}
createServer((request, response) => response.end("{}")).listen(${port}, "127.0.0.1");
`;

const homeserver = (more: Partial<SupervisedHomeserver> = {}): SupervisedHomeserver => ({
  deploymentDirectory: join(folder, "deployment"),
  synapseEnvironment: join(folder, "venv"),
  port,
  startDeadline: 10_000,
  stopGrace: 5000,
  onEvent: (event) => events.push(event),
  ...more,
});
const install = async (behaviour = ""): Promise<void> => {
  await mkdir(join(folder, "venv", "bin"), { recursive: true });
  await mkdir(join(folder, "deployment", "homeserver"), { recursive: true });
  await writeFile(join(folder, "deployment", "homeserver", "homeserver.yaml"), "");
  await writeFile(join(folder, "venv", "bin", "python"), standIn(behaviour), { mode: 0o755 });
};
const pidFile = (): string => join(folder, "deployment", "run", "homeserver.pid");
const start = async (more: Partial<SupervisedHomeserver> = {}): Promise<RunningHomeserver> => {
  const result = await superviseHomeserver(homeserver(more));
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  running.push(result.value);
  return result.value;
};
const isAlive = async (pid: number): Promise<boolean> => (await argumentsOf(pid)).length > 0;
const kinds = (): string[] => events.map(({ kind }) => kind);
const synapseArguments = (): string[] => ["-m", "synapse.app.homeserver", "-c", join(folder, "deployment", "homeserver", "homeserver.yaml")];
const stranger = (program: string, args: readonly string[]): ChildProcess => {
  const child = spawn(program, args, { stdio: "ignore" });
  strangers.push(child);
  return child;
};
const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
};

beforeAll(async () => {
  port = await freePort();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "chancery-supervisor-"));
  events = [];
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(running.splice(0).map((one) => one.stop()));
  await Promise.all(strangers.splice(0).map(end));
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  await rm(folder, { recursive: true, force: true });
});

describe("the homeserver is started", () => {
  it("is ready when it answers, and its pid file names it", async () => {
    await install();
    const synapse = await start();
    expect(synapse.baseUrl).toBe(`http://127.0.0.1:${port}`);
    expect((await fetch(`${synapse.baseUrl}/_matrix/client/versions`)).ok).toBe(true);
    expect(await readFile(pidFile(), "utf8")).toBe(`${synapse.pid()}\n`);
    expect(kinds()).toEqual(["started", "ready"]);
  });

  it("what it makes is readable by the owner alone, whatever the caller's umask", async () => {
    await install();
    await start();
    for (const path of [join(folder, "made-by-synapse"), pidFile(), join(folder, "deployment", "run", "homeserver.out")]) {
      expect((await stat(path)).mode & 0o077).toBe(0);
    }
  });

  it("nothing of the caller's environment reaches it but what it needs", async () => {
    vi.stubEnv("https_proxy", "http://proxy.example:3128");
    vi.stubEnv("AN_EXPORTED_SECRET", "s3cret");
    vi.stubEnv("PYTHONPATH", "/tmp/attacker");
    await install();
    await start();
    const seen: Record<string, string> = JSON.parse(await readFile(join(folder, "environment.json"), "utf8"));
    expect(seen["PYTHONPATH"]).toBe(join(folder, "deployment", "homeserver", "modules"));
    expect(Object.keys(seen)).not.toContain("https_proxy");
    expect(Object.values(seen)).not.toContain("s3cret");
  });

  it("is not started before the playbook has run", async () => {
    const result = await superviseHomeserver(homeserver());
    expect(result).toEqual({ ok: false, failure: { code: "not_installed", missing: join(folder, "venv", "bin", "python") } });
  });

  it("that ends at once is a failure with its last words, and leaves no pid file", async () => {
    await install('console.error("Error in configuration at database"); process.exit(1);');
    const result = await superviseHomeserver(homeserver());
    expect(result).toMatchObject({ ok: false, failure: { code: "did_not_start", exit: { code: 1 }, log: "Error in configuration at database" } });
    expect(existsSync(pidFile())).toBe(false);
  });

  it("that cannot write for want of space says that the disk is full", async () => {
    await install('console.error("sqlite3.OperationalError: database or disk is full"); process.exit(1);');
    expect(await superviseHomeserver(homeserver())).toMatchObject({ ok: false, failure: { code: "no_space" } });
  });

  it("that never answers is stopped", async () => {
    await install("setInterval(() => undefined, 1000); return;");
    const result = await superviseHomeserver(homeserver({ startDeadline: 500 }));
    expect(result).toMatchObject({ ok: false, failure: { code: "did_not_answer" } });
    const pid = events.flatMap((event) => (event.kind === "started" ? [event.pid] : []))[0] ?? 0;
    expect(await isAlive(pid)).toBe(false);
  });

  it("is stopped when the start is given up", async () => {
    await install("setInterval(() => undefined, 1000); return;");
    const stop = new AbortController();
    const result = await superviseHomeserver(homeserver({ signal: stop.signal, onEvent: (event) => event.kind === "started" && stop.abort() }));
    expect(result).toEqual({ ok: false, failure: { code: "interrupted" } });
    expect(existsSync(pidFile())).toBe(false);
  });
});

describe("the homeserver crashes", () => {
  it("it is started again, and stays under supervision", async () => {
    await install();
    const synapse = await start();
    const first = synapse.pid() ?? 0;
    process.kill(first, "SIGKILL");
    await expect.poll(kinds, { timeout: 10_000 }).toEqual(["started", "ready", "crashed", "started", "ready"]);
    expect(synapse.pid()).not.toBe(first);
    expect(await readFile(pidFile(), "utf8")).toBe(`${synapse.pid()}\n`);
  });

  it("again and again: it is given up, with its last words", async () => {
    await install('setTimeout(() => { console.error("out of luck"); process.exit(3); }, 300);');
    const synapse = await start({ restartLimit: 1 });
    await expect.poll(kinds, { timeout: 10_000 }).toContain("gave_up");
    expect(events.at(-1)).toMatchObject({ kind: "gave_up", crashes: 2, log: expect.stringContaining("out of luck") });
    expect(synapse.pid()).toBeNull();
    expect(existsSync(pidFile())).toBe(false);
  });

  it("and is stopped before it is started again: it stays stopped", async () => {
    await install();
    const synapse = await start();
    process.kill(synapse.pid() ?? 0, "SIGKILL");
    await expect.poll(kinds).toContain("crashed");
    await synapse.stop();
    expect(kinds()).toEqual(["started", "ready", "crashed", "stopped"]);
    expect(synapse.pid()).toBeNull();
  });
});

describe("the homeserver is stopped", () => {
  it("in order, and once however often one asks", async () => {
    await install();
    const synapse = await start();
    const pid = synapse.pid() ?? 0;
    await Promise.all([synapse.stop(), synapse.stop()]);
    expect(await isAlive(pid)).toBe(false);
    expect(kinds()).toEqual(["started", "ready", "stopped"]);
    expect(existsSync(pidFile())).toBe(false);
  });

  it("by force when it does not heed", async () => {
    await install('process.on("SIGTERM", () => undefined);');
    const synapse = await start({ stopGrace: 200 });
    const pid = synapse.pid() ?? 0;
    await synapse.stop();
    expect(await isAlive(pid)).toBe(false);
  });
});

describe("a homeserver is left from before", () => {
  const leftOver = async (): Promise<number> => {
    const child = stranger(join(folder, "venv", "bin", "python"), synapseArguments());
    await mkdir(join(folder, "deployment", "run"), { recursive: true });
    await writeFile(pidFile(), `${child.pid}\n`);
    await expect.poll(() => fetch(`http://127.0.0.1:${port}/`).then(({ ok }) => ok, () => false)).toBe(true);
    return child.pid ?? 0;
  };

  it("is stopped first", async () => {
    await install();
    const pid = await leftOver();
    await start();
    expect(kinds()).toEqual(["leftover_stopped", "started", "ready"]);
    expect(await isAlive(pid)).toBe(false);
  });

  it("is stopped even when it does not heed", async () => {
    await install('process.on("SIGTERM", () => undefined);');
    const pid = await leftOver();
    await start({ stopGrace: 200 });
    expect(await isAlive(pid)).toBe(false);
  });

  it.each(["", "abc\n", "-1\n", "0\n", "1\n", "999999999\n"])("a pid file %j that names none is swept away", async (content) => {
    await install();
    await mkdir(join(folder, "deployment", "run"), { recursive: true });
    await writeFile(pidFile(), content);
    await start();
    expect(kinds()).toEqual(["started", "ready"]);
  });

  it("the supervisor is killed: the homeserver does not outlive it", async () => {
    await install();
    const program = join(folder, "supervise.ts");
    const values = JSON.stringify({ deploymentDirectory: join(folder, "deployment"), synapseEnvironment: join(folder, "venv"), port });
    await writeFile(program.replace(".ts", ".mjs"), `import { superviseHomeserver } from ${JSON.stringify(join(import.meta.dirname, "supervisor.ts"))};\nawait superviseHomeserver(${values});`);
    const supervisor = stranger(process.execPath, [program.replace(".ts", ".mjs")]);
    await expect.poll(() => fetch(`http://127.0.0.1:${port}/`).then(({ ok }) => ok, () => false), { timeout: 10_000 }).toBe(true);
    const pid = Number(await readFile(pidFile(), "utf8"));
    expect(await isAlive(pid)).toBe(true);
    await end(supervisor);
    await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false);
    await start();
  });
});

describe("somebody else", () => {
  it("listens on the port: the failure names who, and nobody is harmed", async () => {
    await install();
    const program = `require("node:net").createServer().listen(${port}, "127.0.0.1")`;
    const child = stranger(process.execPath, ["-e", program]);
    await expect.poll(async () => (await listenerOn(port))?.pid, { timeout: 5000 }).toBe(child.pid);
    const result = await superviseHomeserver(homeserver());
    expect(result).toMatchObject({ ok: false, failure: { code: "port_in_use", port, process: { pid: child.pid, command: expect.stringContaining("createServer") } } });
    expect(await isAlive(child.pid ?? 0)).toBe(true);
  });

  it("has the number in the pid file by now: is left alone", async () => {
    await install();
    const child = stranger("/bin/sleep", ["60"]);
    await mkdir(join(folder, "deployment", "run"), { recursive: true });
    await writeFile(pidFile(), `${child.pid}\n`);
    await start();
    expect(await isAlive(child.pid ?? 0)).toBe(true);
  });

  it("runs a Synapse of another deployment under the number in the pid file: is left alone", async () => {
    await install("setInterval(() => undefined, 1000); return;");
    const child = stranger(join(folder, "venv", "bin", "python"), ["-m", "synapse.app.homeserver", "-c", "/srv/other/homeserver.yaml"]);
    await mkdir(join(folder, "deployment", "run"), { recursive: true });
    await writeFile(pidFile(), `${child.pid}\n`);
    await superviseHomeserver(homeserver({ startDeadline: 300 }));
    expect(await isAlive(child.pid ?? 0)).toBe(true);
  });

  it("answers on the port in the place of Synapse: that is not taken for an answer of Synapse", async () => {
    await install("setInterval(() => undefined, 1000); return;");
    const impostor = createServer((socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));
    servers.push(impostor);
    const result = await superviseHomeserver(
      homeserver({ startDeadline: 700, onEvent: (event) => event.kind === "started" && impostor.listen(port, "127.0.0.1") }),
    );
    expect(result).toMatchObject({ ok: false, failure: { code: "did_not_answer" } });
  });
});
