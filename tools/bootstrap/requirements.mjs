// @ts-check
/** What the machine lacks, and how it comes by it. Pure: the facts are gathered in machine.mjs. */

/** @typedef {"linux" | "node" | "npm" | "python" | "python-venv" | "ssh-keygen" | "browser"} Requirement */
/**
 * @typedef {object} Facts
 * @property {string} platform as in process.platform
 * @property {string} nodeVersion
 * @property {boolean} npm
 * @property {Python | null} python the best one found; null when none is new enough
 * @property {boolean} sshKeygen
 * @property {boolean} browser
 * @property {boolean} root
 * @property {boolean} aptGet
 * @property {boolean} sudo
 */
/**
 * @typedef {object} Wanted
 * @property {boolean} npm packages have to be installed
 * @property {boolean} python a virtual environment has to be made
 * @property {boolean} browser
 */
/**
 * @typedef {{ readonly kind: "nothing" }
 *   | { readonly kind: "impossible", readonly missing: readonly Requirement[] }
 *   | { readonly kind: "install", readonly missing: readonly Requirement[], readonly packages: readonly string[] }
 *   | { readonly kind: "tell", readonly missing: readonly Requirement[], readonly packages: readonly string[] }} Remedy
 */

export const OLDEST_NODE = 20;
/** Oldest Python, as [major, minor]: the lock files are made for it and for newer ones. */
export const OLDEST_PYTHON = /** @type {const} */ ([3, 11]);

/**
 * @param {string} version such as `3.11.2`
 * @returns {boolean}
 */
const isNewEnoughPython = (version) => {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1]);
};

/** @typedef {{ readonly command: string, readonly version: string, readonly venv: boolean }} Python */

/** The last minor version of Python 3 for which every locked package is known to have a wheel. */
const LAST_TRIED_MINOR = 13;

/**
 * @param {readonly Python[]} candidates in the order of preference
 * @returns {Python | null} one that can make virtual environments and that the locks were tried with, if there is one
 */
export const choosePython = (candidates) => {
  const usable = candidates.filter(({ version }) => isNewEnoughPython(version));
  const tried = usable.filter(({ version }) => Number(version.split(".")[1]) <= LAST_TRIED_MINOR);
  return tried.find(({ venv }) => venv) ?? usable.find(({ venv }) => venv) ?? tried[0] ?? usable[0] ?? null;
};

/**
 * @param {Facts} facts
 * @param {Wanted} wanted
 * @returns {Requirement[]} what is missing, in the order in which to say it
 */
export const missingFrom = (facts, wanted) => {
  /** @type {Requirement[]} */
  const missing = [];
  if (facts.platform !== "linux") missing.push("linux");
  if (Number(facts.nodeVersion.split(".")[0]) < OLDEST_NODE) missing.push("node");
  if (wanted.npm && !facts.npm) missing.push("npm");
  if (wanted.python && facts.python === null) missing.push("python");
  else if (wanted.python && facts.python?.venv === false) missing.push("python-venv");
  if (!facts.sshKeygen) missing.push("ssh-keygen");
  if (wanted.browser && !facts.browser) missing.push("browser");
  return missing;
};

/**
 * @param {Facts} facts
 * @param {readonly Requirement[]} missing
 * @returns {Remedy}
 */
export const remedyFor = (facts, missing) => {
  if (missing.length === 0) return { kind: "nothing" };
  // Neither another operating system nor a newer Node comes by apt-get.
  if (missing.includes("linux") || missing.includes("node")) return { kind: "impossible", missing };
  const packages = missing.flatMap((requirement) => packagesFor(requirement, facts));
  return { kind: facts.root && facts.aptGet ? "install" : "tell", missing, packages };
};

/**
 * @param {Requirement} requirement
 * @param {Facts} facts
 * @returns {string[]} names in Debian and Ubuntu
 */
const packagesFor = (requirement, facts) => {
  switch (requirement) {
    case "npm":
      return ["npm"];
    case "python":
      return ["python3", "python3-venv"];
    case "python-venv":
      return [`${facts.python?.command ?? "python3"}-venv`];
    case "ssh-keygen":
      return ["openssh-client"];
    case "browser":
      return ["chromium"];
    default:
      return [];
  }
};

/** Measured, with room for the next releases. */
const BYTES_OF_PACKAGES = 500_000_000;
const BYTES_OF_ENVIRONMENT = 400_000_000;

/**
 * @param {{ readonly npm: boolean, readonly environments: readonly unknown[] }} left what has to be installed
 * @returns {number} how much disk space that takes, at most
 */
export const bytesNeeded = ({ npm, environments }) => (npm ? BYTES_OF_PACKAGES : 0) + environments.length * BYTES_OF_ENVIRONMENT;
