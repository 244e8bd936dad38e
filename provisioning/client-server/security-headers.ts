/** The headers of every answer: from the file that the client's build brings along, which the desktop application reads as well. */
import { damagedFile } from "../reading/damaged-file.ts";
import { mapOf, readJson, text } from "../reading/shape.ts";
import { failed, ok, type Result } from "../result.ts";
import type { Problem } from "../output/problem.ts";

export type SecurityHeaders = Readonly<Record<string, string>>;

/** Headers without which the client is not served: a build that lost one is a build that lost its protection. */
const REQUIRED = ["content-security-policy", "x-content-type-options", "referrer-policy", "cross-origin-opener-policy", "permissions-policy"] as const;

/**
 * @param json content of `security-headers.json` of the built client
 * @param path of that file, for the error
 * @param homeserver the only address besides its own that a page may connect to
 */
export function securityHeaders(json: string, path: string, homeserver: string): Result<SecurityHeaders, Problem> {
  const read = readJson(mapOf(text), json);
  if (!read.ok) return failed(damagedFile(path, read.failure));
  const missing = REQUIRED.filter((name) => !Object.hasOwn(read.value, name));
  if (missing.length > 0) return failed(damagedFile(path, missing.map((name) => ({ at: name, expected: "to be present" }))));
  const { origin } = new URL(homeserver);
  return ok(Object.fromEntries(Object.entries(read.value).map(([name, value]) => [name, value.replaceAll("{homeserver}", origin)])));
}

