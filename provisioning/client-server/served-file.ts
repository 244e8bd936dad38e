/** Which file answers a request for the client. Pure: the set of files is read once, and no path of a request ever reaches the disk. */
import { extname } from "node:path";

/** The one file that does not come from the build: what this deployment is. */
export const DEPLOYMENT_PATH = "deployment.json";

/** Read for its content by this server; its text is no secret, and it is not served either. */
export const HEADERS_FILE = "security-headers.json";

/** MIME types by extension; wasm must be exact, a browser compiles it while loading only then. */
const MIME_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
  ".txt": "text/plain; charset=utf-8",
};

/** A file whose name carries a digest of its content: it never changes under that name (Vite puts these into `assets/`). */
const NEVER_CHANGES = /^assets\/[^/]+-[A-Za-z0-9_-]{8}\.[a-z0-9]+$/;

export type Served =
  | { readonly ok: true; readonly path: string; readonly contentType: string; readonly immutable: boolean }
  | { readonly ok: false; readonly status: 400 | 404 | 405 };

/**
 * @param method of the request
 * @param target request target as it came: a path with an optional query
 * @param files paths of the built client relative to its folder, with `/` between the parts
 */
export function servedFile(method: string, target: string, files: ReadonlySet<string>): Served {
  if (method !== "GET" && method !== "HEAD") return { ok: false, status: 405 };
  const [raw = ""] = target.split("?");
  let path: string;
  try {
    path = decodeURIComponent(raw);
  } catch {
    return { ok: false, status: 400 };
  }
  if (!path.startsWith("/")) return { ok: false, status: 400 };
  path = path === "/" ? "index.html" : path.slice(1);
  const contentType = MIME_TYPES[extname(path)];
  // INVARIANT: `path` is compared as a whole with a known set; nothing is resolved, joined or normalised before that.
  if (contentType === undefined || path === HEADERS_FILE || (path !== DEPLOYMENT_PATH && !files.has(path))) return { ok: false, status: 404 };
  return { ok: true, path, contentType, immutable: NEVER_CHANGES.test(path) };
}
