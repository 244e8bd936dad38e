/** Serves the built client on the loopback interface: for trying and assessing it in a browser. */
import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { basename, join, sep } from "node:path";
import { fileErrorCode, fileProblem, readText } from "../deployment/atomic-file.ts";
import type { ProcessName } from "../homeserver/process-table.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problem, type Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";
import { securityHeaders, type SecurityHeaders } from "./security-headers.ts";
import { DEPLOYMENT_PATH, HEADERS_FILE, servedFile } from "./served-file.ts";

export interface ClientServerOptions {
  /** folder of the built client */
  readonly client: string;
  /** path of the deployment's `deployment.json`, served beside the client */
  readonly deploymentFile: string;
  readonly homeserver: string;
  /** loopback port; 0: any free one */
  readonly port: number;
}

export interface ClientServer {
  /** such as `http://127.0.0.1:18080/` */
  readonly address: string;
  /** Ends open connections too. */
  stop(): Promise<void>;
}

async function filesBelow(folder: string): Promise<Set<string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return new Set(entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1).split(sep).join("/")));
}

/** Only these names lead here: whoever resolves a name of theirs to the loopback address gets nothing (DNS rebinding). */
const isOurHost = (host: string | undefined, port: number): boolean => host === `127.0.0.1:${port}` || host === `localhost:${port}`;

async function answer(request: IncomingMessage, response: ServerResponse, files: ReadonlySet<string>, headers: SecurityHeaders, options: ClientServerOptions, port: number): Promise<void> {
  const end = (status: number, extra: Record<string, string> = {}): void => {
    response.writeHead(status, { ...headers, ...extra, "cache-control": "no-store", "content-length": "0" });
    response.end();
  };
  if (!isOurHost(request.headers.host, port)) return end(421);
  const served = servedFile(request.method ?? "", request.url ?? "", files);
  if (!served.ok) return end(served.status, served.status === 405 ? { allow: "GET, HEAD" } : {});
  const path = served.path === DEPLOYMENT_PATH ? options.deploymentFile : join(options.client, served.path);
  try {
    const { size } = await stat(path);
    response.writeHead(200, {
      ...headers,
      "content-type": served.contentType,
      "content-length": String(size),
      "cache-control": served.immutable ? "public, max-age=31536000, immutable" : "no-cache",
    });
    if (request.method === "HEAD") return void response.end();
    // A file that is exchanged while it is sent ends the connection; the browser asks again.
    createReadStream(path).on("error", () => response.destroy()).pipe(response);
  } catch {
    end(404);
  }
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.removeListener("error", reject);
      resolve();
    });
  });

/** Starts serving; resolves when the port is open. */
export async function serveClient(options: ClientServerOptions): Promise<Result<ClientServer, Problem>> {
  const headersPath = join(options.client, HEADERS_FILE);
  const json = await readText(headersPath);
  if (!json.ok) return json;
  const headers = securityHeaders(json.value, headersPath, options.homeserver);
  if (!headers.ok) return headers;
  let files: ReadonlySet<string>;
  try {
    files = await filesBelow(options.client);
    await readFile(join(options.client, "index.html"));
  } catch (error) {
    return failed(fileProblem(options.client, error));
  }
  let port = options.port;
  const server = createServer((request, response) => void answer(request, response, files, headers.value, options, port));
  try {
    await listen(server, options.port);
  } catch (error) {
    if (fileErrorCode(error) === "EADDRINUSE") return failed(portInUse(options.port, "--client-port"));
    return failed(fileProblem(`127.0.0.1:${options.port}`, error));
  }
  const bound = server.address();
  if (typeof bound === "object" && bound !== null) port = bound.port;
  return ok({
    address: `http://127.0.0.1:${port}/`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

/**
 * @param option the option with which another port is chosen
 * @param holder who listens there, where that can be seen; of its command only the program is told, since arguments may hold secrets
 */
export function portInUse(port: number, option: string, holder: ProcessName | null = null): Problem {
  const program = holder === null ? "" : basename(holder.command.split(" ")[0] ?? "");
  const who = holder === null ? both("", "") : both(` (processus ${holder.pid} : ${program})`, ` (process ${holder.pid}: ${program})`);
  return problem({
    code: "port_in_use",
    where: `127.0.0.1:${port}`,
    what: both(`un autre programme utilise ce port${who.fr}.`, `another program uses this port${who.en}.`),
    remedy: both(`Arrêtez ce programme, ou choisissez un autre port avec ${option}.`, `Stop that program, or choose another port with ${option}.`),
    exit: EXIT.environment,
  });
}
