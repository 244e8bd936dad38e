/**
 * What the main process itself needs of the deployment file: where pages may connect to, and whether the root is a real one.
 * Everything else in it is parsed by the page. Parsed strictly, because the address ends in a header and in a filter.
 */
import type { DeploymentFile } from "./machine-file.ts";

export type AcceptedDeployment =
  | {
      readonly ok: true;
      readonly json: string;
      /** origin; only letters, digits, dots, dashes, a port, or a loopback address: nothing that means something in a header */
      readonly homeserver: string;
    }
  | { readonly ok: false; readonly reason: "missing" | "writable_by_user" | "unreadable" | "malformed" | "unsafe_homeserver" | "example_root" };

const DNS_NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "[::1]", "localhost"]);
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * @returns the origin, or null unless `written` is exactly `https://host[:port]`, or `http://` on the loopback interface, with or
 * without a slash at the end. The URL standard lets `*`, `;` and `'` stand in a host: here they are refused.
 */
export function homeserverOrigin(written: unknown): string | null {
  if (typeof written !== "string") return null;
  const url = URL.parse(written);
  if (url === null || (url.origin !== written && `${url.origin}/` !== written)) return null;
  if (LOOPBACK.has(url.hostname)) return url.protocol === "https:" || url.protocol === "http:" ? url.origin : null;
  return url.protocol === "https:" && DNS_NAME.test(url.hostname) ? url.origin : null;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

/** @returns what the root says about itself, or null when that cannot be read. */
function saysExample(root: unknown): boolean | null {
  const payload = field(root, "payload");
  if (typeof payload !== "string" || !BASE64.test(payload)) return null;
  try {
    const parsed: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(payload, "base64")));
    const example = field(parsed, "example");
    return field(parsed, "type") === "root" && typeof example === "boolean" ? example : null;
  } catch {
    return null;
  }
}

/** @param packaged such a build is for a real state: it refuses the root of an example. */
export function acceptDeployment(file: DeploymentFile, packaged: boolean): AcceptedDeployment {
  if (!file.ok) return file;
  let parsed: unknown;
  try {
    parsed = JSON.parse(file.json);
  } catch {
    return { ok: false, reason: "malformed" };
  }
  const example = saysExample(field(parsed, "root"));
  if (example === null) return { ok: false, reason: "malformed" };
  if (example && packaged) return { ok: false, reason: "example_root" };
  const homeserver = homeserverOrigin(field(parsed, "homeserver"));
  return homeserver === null ? { ok: false, reason: "unsafe_homeserver" } : { ok: true, json: file.json, homeserver };
}
