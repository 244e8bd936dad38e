// @ts-check
/** Why npm or pip failed, told from what they said, and which of their lines to show. Pure. */

/** @typedef {"no_space" | "wrong_hash" | "no_network" | "registry" | "not_offered" | "out_of_step" | "other"} PackageFailure */

/** The first that matches counts: a full disk or a wrong hash explains whatever follows it. */
const SIGNS = /** @type {const} */ ([
  ["no_space", /ENOSPC|No space left on device|Disk quota exceeded|EDQUOT/],
  ["wrong_hash", /EINTEGRITY|DO NOT MATCH THE HASHES|Hash mismatch/i],
  [
    "no_network",
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|Failed to establish a new connection|Temporary failure in name resolution|Connection refused|Network is unreachable|Read timed out|ConnectTimeout|Max retries exceeded/,
  ],
  ["registry", /\bE(401|403|407|429|5\d\d)\b|HTTP error (401|403|407|429|5\d\d)|\b(403|429|5\d\d) (Client|Server) Error|SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER|CERTIFICATE_VERIFY_FAILED/],
  ["out_of_step", /package\.json and package-lock\.json.* are in sync|\bfrom lock file$/m],
  ["not_offered", /\bE404\b|ETARGET|No matching distribution found|Could not find a version/],
]);

/**
 * @param {string} said
 * @returns {PackageFailure}
 */
export const whyPackagesFailed = (said) => SIGNS.find(([, sign]) => sign.test(said))?.[0] ?? "other";

const LINES = 15;
/** Stack traces, warnings about other things, and how npm is used. npm 9 begins its lines with `npm ERR!`, later ones with `npm error`. */
const NOISE =
  /^npm (?:error|ERR!)(?:\s+at .*| {2,}\w+: .*| \}| Clean install a project| Usage:| npm ci| Options:| \[.*| aliases: .*| Run "npm help .*|\s*)$|^npm (?:warn|WARN) (?!tar)/;

/**
 * @param {string} text what npm, pip or apt-get said
 * @returns {string} the end of it, without what helps nobody
 */
export const tellingLines = (text) => {
  const lines = text.trim().split("\n").filter((line) => !NOISE.test(line));
  return [...new Set(lines)].slice(-LINES).join("\n");
};
