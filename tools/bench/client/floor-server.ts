/** Builds and serves the bare page. */
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";
import { extname, join } from "node:path";

const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

/** @returns its address, and how to stop serving it */
export async function serveFloor(root: string, output: string): Promise<{ readonly address: string; stop(): void }> {
  const vite = join(root, "node_modules/vite/bin/vite.js");
  execFileSync(process.execPath, [vite, "build", join(import.meta.dirname, "floor"), "--base", "./", "--outDir", output, "--emptyOutDir", "--logLevel", "error"], {
    cwd: root,
    env: { ...process.env, NODE_ENV: "production" },
  });
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    // Names come from the build of our own page, and the server listens on the loopback address for as long as the bench runs.
    readFile(join(output, path === "/" ? "index.html" : path.replaceAll("..", ""))).then(
      (body) => response.writeHead(200, { "content-type": TYPES[extname(path) || ".html"] ?? "application/octet-stream", "cache-control": path === "/" ? "no-cache" : "max-age=31536000, immutable" }).end(body),
      () => response.writeHead(404).end(),
    );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("a TCP server has a numeric port");
  return {
    address: `http://127.0.0.1:${bound.port}/`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
