/** Switches of Chromium: those that the application sets for itself, and those with which it does not start. */

/** Nothing in the background asks a foreign host: no component updates, no experiments, no network time, no pings, no caches of certificates. */
export const QUIET_SWITCHES: readonly (readonly [name: string, value?: string])[] = [
  ["disable-background-networking"],
  ["disable-component-update"],
  ["disable-default-apps"],
  ["disable-domain-reliability"],
  ["disable-sync"],
  ["disable-breakpad"],
  ["no-pings"],
  ["no-first-run"],
  ["variations-server-url", "https://switched-off.invalid"],
  ["disable-field-trial-config"],
  ["disable-features", "AutofillServerCommunication,CertificateTransparencyComponentUpdater,DialMediaRouteProvider,DnsOverHttps,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,Translate"],
];

/** Each of them opens the application to other programs of the same person, or switches a wall off. No fuse covers them. */
const FORBIDDEN: readonly string[] = [
  "allow-running-insecure-content",
  "disable-site-isolation-trials",
  "disable-web-security",
  "host-resolver-rules",
  "host-rules",
  "ignore-certificate-errors",
  "ignore-certificate-errors-spki-list",
  "inspect",
  "inspect-brk",
  "js-flags",
  "load-extension",
  "log-net-log",
  "no-sandbox",
  "remote-debugging-address",
  "remote-debugging-pipe",
  "remote-debugging-port",
  "renderer-cmd-prefix",
  "ssl-key-log-file",
  "unsafely-treat-insecure-origin-as-secure",
];

/** Chromium writes the keys of every connection into the file that this names. */
const KEY_LOG = "SSLKEYLOGFILE";

/**
 * @param packaged a build for trying out starts with everything
 * @param given whether a switch is on the command line
 * @param environment of the process
 * @returns what has to go before the application starts, or null
 */
export function forbiddenAtStart(packaged: boolean, given: (name: string) => boolean, environment: Readonly<Record<string, string | undefined>>): string | null {
  if (!packaged) return null;
  const found = FORBIDDEN.find(given);
  if (found !== undefined) return `--${found}`;
  return (environment[KEY_LOG] ?? "") === "" ? null : KEY_LOG;
}
