/**
 * @param homeserver the origin of the homeserver
 * @param fetchFn the platform's fetch
 * @returns a fetch that reaches the homeserver and nothing else: another origin is refused, and so is a redirect.
 */
export function homeserverFetch(homeserver: string, fetchFn: typeof fetch): typeof fetch {
  return (resource, options) => {
    const address = typeof resource === "string" ? resource : resource instanceof URL ? resource.href : resource.url;
    if (URL.parse(address)?.origin !== homeserver) return Promise.reject(new TypeError("refused: not the homeserver"));
    return fetchFn(resource, { ...options, redirect: "error" });
  };
}
