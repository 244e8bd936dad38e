/** Where pages may go and what they may ask for. Everything is denied unless it is named here. */
import { APP_ORIGIN, APP_URL } from "./app-scheme.ts";

/** @returns whether a frame may be navigated, or be redirected, to `url`: only to the application itself. */
export function mayNavigate(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && `${parsed.protocol}//${parsed.host}${parsed.pathname}` === APP_URL;
}

/** A request as Electron's `webRequest` tells of it. */
export interface PageRequest {
  readonly url: string;
  readonly resourceType: string;
}

/** What a document or code of a page consists of. It comes with the application, never from a server. */
const DOCUMENT_OR_CODE: ReadonlySet<string> = new Set(["mainFrame", "subFrame", "object", "script", "stylesheet", "font", "webSocket", "cspReport", "ping"]);

/** Made by the application's own page: a `blob:` address carries the origin of its maker. */
const isOwnBlob = (url: string): boolean => url.startsWith(`blob:${APP_ORIGIN}/`);

/**
 * @param homeserver origin; null: no server is known, or the session is not the application's
 * @returns whether a request may leave the renderer: for the application's own files, and for data of the deployment's homeserver.
 */
export function mayRequest(request: PageRequest, homeserver: string | null): boolean {
  const parsed = URL.parse(request.url);
  if (parsed === null) return false;
  if (`${parsed.protocol}//${parsed.host}` === APP_ORIGIN) return true;
  if (isOwnBlob(request.url)) return true;
  if (DOCUMENT_OR_CODE.has(request.resourceType)) return false;
  if (parsed.protocol === "data:") return true;
  return homeserver !== null && (parsed.protocol === "https:" || parsed.protocol === "http:") && parsed.origin === homeserver;
}

/** @returns whether `url` may be saved as a file: only what the page itself made, such as the text with the recovery key. */
export const mayDownload = isOwnBlob;

/** The one permission that pages get: to put the recovery key on the clipboard when the person asks for it. */
const GRANTED_PERMISSIONS: ReadonlySet<string> = new Set(["clipboard-sanitized-write"]);

/** @returns whether the page at `requestingUrl` gets `permission`. */
export function mayHavePermission(permission: string, requestingUrl: string): boolean {
  return GRANTED_PERMISSIONS.has(permission) && (requestingUrl === APP_ORIGIN || requestingUrl.startsWith(`${APP_ORIGIN}/`));
}
