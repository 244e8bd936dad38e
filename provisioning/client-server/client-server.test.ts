import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { serveClient, type ClientServer } from "./client-server.ts";

const HOMESERVER = "http://127.0.0.1:18008";
const HEADERS = {
  "content-security-policy": "default-src 'none'; connect-src 'self' {homeserver}; require-trusted-types-for 'script'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=()",
};

let directory: string;
let client: string;
let deploymentFile: string;
let server: ClientServer | null = null;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "chancery-serve-"));
  client = join(directory, "client");
  deploymentFile = join(directory, "deployment.json");
  await mkdir(join(client, "assets"), { recursive: true });
  await writeFile(join(client, "index.html"), "<!doctype html>");
  await writeFile(join(client, "assets", "crypto-AbCd_123.wasm"), new Uint8Array([0, 97, 115, 109]));
  await writeFile(join(client, "assets", "plain.js"), "1");
  await writeFile(join(client, "security-headers.json"), JSON.stringify(HEADERS));
  await writeFile(deploymentFile, `{"serverName":"etat.example"}`);
  await writeFile(join(directory, "accounts.json"), `{"password":"secret"}`);
});
afterEach(async () => {
  await server?.stop();
  server = null;
  await rm(directory, { recursive: true, force: true });
});

const serve = async (): Promise<string> => {
  const result = await serveClient({ client, deploymentFile, homeserver: HOMESERVER, port: 0 });
  if (!result.ok) throw new Error(result.failure.code);
  server = result.value;
  return result.value.address;
};

/** One request whose target goes on the wire as it is: fetch would tidy `..` away. */
const raw = (address: string, target: string, options: { method?: string; host?: string } = {}): Promise<{ status: number; body: string; headers: NodeJS.Dict<string | string[]> }> =>
  new Promise((resolve, reject) => {
    const { hostname, port, host } = new URL(address);
    const sent = request({ hostname, port, path: target, method: options.method ?? "GET", headers: { host: options.host ?? host } }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString("latin1")));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
    });
    sent.on("error", reject);
    sent.end();
  });

describe("the client is served", () => {
  test("with every protecting header on every answer, and only the homeserver to connect to", async () => {
    const address = await serve();
    for (const target of ["/", "/deployment.json", "/nothing-here.js", "/assets/crypto-AbCd_123.wasm"]) {
      const { headers } = await raw(address, target);
      expect(headers["content-security-policy"]).toBe(`default-src 'none'; connect-src 'self' ${HOMESERVER}; require-trusted-types-for 'script'`);
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["referrer-policy"]).toBe("no-referrer");
      expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
      expect(headers["permissions-policy"]).toBe("camera=()");
    }
  });

  test("wasm has the type that browsers demand; what carries a digest in its name is kept, the rest is asked for again", async () => {
    const address = await serve();
    const wasm = await raw(address, "/assets/crypto-AbCd_123.wasm");
    expect([wasm.status, wasm.headers["content-type"], wasm.headers["cache-control"]]).toEqual([200, "application/wasm", "public, max-age=31536000, immutable"]);
    for (const target of ["/", "/deployment.json", "/assets/plain.js"]) expect((await raw(address, target)).headers["cache-control"]).toBe("no-cache");
  });

  test("the deployment's own file lies beside it", async () => {
    expect((await raw(await serve(), "/deployment.json?x=1")).body).toBe(`{"serverName":"etat.example"}`);
  });

  test("HEAD answers without a body", async () => {
    const { status, body, headers } = await raw(await serve(), "/", { method: "HEAD" });
    expect([status, body, headers["content-length"]]).toEqual([200, "", "15"]);
  });
});

describe("nothing else is served", () => {
  test.each([
    "/../accounts.json",
    "/..%2faccounts.json",
    "/%2e%2e/accounts.json",
    "/assets/../../accounts.json",
    "/assets/..%5c..%5caccounts.json",
    "//etc/passwd",
    "/%00",
    "/accounts.json",
    "/security-headers.json",
    "/assets",
    "/assets/",
    "/index.html/",
  ])("%s", async (target) => {
    const { status, body } = await raw(await serve(), target);
    expect([status, body]).toEqual([404, ""]);
  });

  test("a target that is no path", async () => {
    expect((await raw(await serve(), "/%zz")).status).toBe(400);
  });

  test.each(["POST", "PUT", "DELETE", "OPTIONS"])("%s", async (method) => {
    const { status, headers } = await raw(await serve(), "/", { method });
    expect([status, headers["allow"]]).toEqual([405, "GET, HEAD"]);
  });

  test("under a name that somebody else resolved to this machine", async () => {
    expect((await raw(await serve(), "/deployment.json", { host: "evil.example" })).status).toBe(421);
  });
});

describe("serving is not begun", () => {
  test("on a port that another program uses, which keeps it", async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => other.listen(0, "127.0.0.1", () => resolve((other.address() as { port: number }).port)));
    const result = await serveClient({ client, deploymentFile, homeserver: HOMESERVER, port });
    expect(result.ok ? null : [result.failure.code, result.failure.where]).toEqual(["port_in_use", `127.0.0.1:${port}`]);
    expect(other.listening).toBe(true);
    await new Promise((resolve) => other.close(resolve));
  });

  test("without the content security policy", async () => {
    const { "content-security-policy": _lost, ...rest } = HEADERS;
    await writeFile(join(client, "security-headers.json"), JSON.stringify(rest));
    const result = await serveClient({ client, deploymentFile, homeserver: HOMESERVER, port: 0 });
    expect(result.ok ? null : result.failure.detail).toEqual(["content-security-policy: expected to be present"]);
  });
});
