// @ts-check
/** Whether node_modules is what package-lock.json asks for. Pure. */

/** @typedef {{ readonly version?: string, readonly integrity?: string, readonly optional?: boolean, readonly devOptional?: boolean, readonly inBundle?: boolean }} LockedPackage */

/**
 * npm writes `node_modules/.package-lock.json` at the end of an installation: what it lists is there.
 *
 * @param {string} lockText package-lock.json
 * @param {string | null} installedText node_modules/.package-lock.json; null when there is none
 * @returns {boolean} whether both list the same packages with the same hashes; optional ones may be absent, since those of other machines are
 */
export const isSameInstallation = (lockText, installedText) => {
  const wanted = packagesOf(lockText);
  const found = installedText === null ? null : packagesOf(installedText);
  if (wanted === null || found === null) return false;
  for (const [place, locked] of wanted) {
    const installed = found.get(place);
    if (installed === undefined && !locked.optional && !locked.devOptional) return false;
    if (installed !== undefined && (installed.version !== locked.version || installed.integrity !== locked.integrity)) return false;
  }
  return [...found.keys()].every((place) => wanted.has(place));
};

/**
 * @param {string} text
 * @returns {Map<string, LockedPackage> | null} by place, without the project itself; null when the text is no lock file
 */
const packagesOf = (text) => {
  try {
    const { packages } = JSON.parse(text);
    if (typeof packages !== "object" || packages === null) return null;
    const entries = /** @type {[string, LockedPackage][]} */ (Object.entries(packages));
    return new Map(entries.filter(([place]) => place !== ""));
  } catch {
    return null;
  }
};
