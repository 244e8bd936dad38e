/** The headers of every answer, from the file that the client's build brings along; the browser's server reads the same one. */

/**
 * @param json content of the built client's `security-headers.json`
 * @param homeserver origin of the deployment's homeserver, as `homeserverOrigin` gives it: the only place that pages may connect to; null: none
 * @throws never; a file of another form gives null, and the application does not start
 */
export function securityHeaders(json: string, homeserver: string | null): Readonly<Record<string, string>> | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return null;
  }
  if (typeof parsed !== "object" || parsed === null || !("content-security-policy" in parsed)) return null;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(parsed)) {
    if (typeof value !== "string") return null;
    headers[name] = value.replaceAll(" {homeserver}", () => (homeserver === null ? "" : ` ${homeserver}`));
  }
  return headers;
}
