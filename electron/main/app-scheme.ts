/**
 * The application's own scheme. Only files of the built client are served: the set is read once at the start, so that no path
 * that a page makes up ever reaches the disk. `file://` is never used (Electron security checklist, item 18).
 */
import { extname } from "node:path";

export const APP_SCHEME = "chancery-app";
export const APP_ORIGIN = `${APP_SCHEME}://app`;
export const APP_URL = `${APP_ORIGIN}/index.html`;

/** MIME types by extension; wasm must be exact, the browser streams it only then. */
const MIME_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
};

export type ServedFile = { readonly ok: true; readonly path: string; readonly contentType: string } | { readonly ok: false; readonly status: 404 | 405 };

/**
 * @param method HTTP method of the request
 * @param url absolute URL of the request
 * @param files paths of the built client relative to its folder, with `/` between the parts
 * @returns which file answers; anything but GET of a file in the set is refused
 */
export function fileForRequest(method: string, url: string, files: ReadonlySet<string>): ServedFile {
  if (method !== "GET") return { ok: false, status: 405 };
  const parsed = URL.parse(url);
  if (!parsed || parsed.protocol !== `${APP_SCHEME}:` || parsed.host !== "app") return { ok: false, status: 404 };
  let path: string;
  try {
    path = decodeURIComponent(parsed.pathname).slice(1);
  } catch {
    return { ok: false, status: 404 };
  }
  const contentType = MIME_TYPES[extname(path)];
  // INVARIANT: `path` is compared with the set as a whole; nothing is resolved or joined before that.
  return files.has(path) && contentType !== undefined ? { ok: true, path, contentType } : { ok: false, status: 404 };
}
