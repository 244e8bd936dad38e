// @ts-check
/** Brings everything that a command needs, in as few steps as there is work for. */
import { statfsSync } from "node:fs";
import { factsOfThisMachine } from "./machine.mjs";
import { arePackagesInstalled, installPackages } from "./node-packages.mjs";
import { tellingLines, whyPackagesFailed } from "./package-failure.mjs";
import { isEnvironmentMade, makeEnvironment } from "./python-environment.mjs";
import { bytesNeeded, missingFrom, remedyFor } from "./requirements.mjs";
import { runQuietly } from "./run-quietly.mjs";
import { installing, installYourself, missingText, PACKAGES_FAILED, REQUIREMENT, TEXT, waitingFor } from "./sentences.mjs";
import { takeSetupLock } from "./setup-lock.mjs";

/** @typedef {import("./needs.mjs").Needs} Needs */
/** @typedef {import("./needs.mjs").PythonEnvironment} PythonEnvironment */
/** @typedef {import("./progress.mjs").Progress} Progress */
/** @typedef {import("./requirements.mjs").Facts} Facts */
/** @typedef {import("./requirements.mjs").Wanted} Wanted */
/** @typedef {import("./language.mjs").Language} Language */

/**
 * @param {string} root the working copy
 * @param {Needs} needs
 * @param {Progress} progress
 * @param {Language} language
 * @returns {Promise<boolean>} whether everything is there now; otherwise it has been said what is missing
 */
export const setUp = async (root, needs, progress, language) => {
  const first = workLeft(root, needs);
  const facts = await checkMachine(wantedFor(first, needs), stepsOf(first), progress, language);
  if (facts === null) return false;
  if (!first.npm && first.environments.length === 0) return true;

  if (freeBytes(root) < bytesNeeded(first)) {
    progress.say(PACKAGES_FAILED.no_space);
    return false;
  }
  const giveBack = await takeSetupLock(root, (pid) => progress.say(waitingFor(pid)));
  try {
    // Whoever held the lock may have done some of it.
    const left = workLeft(root, needs);
    progress.expect(stepsOf(left));
    const failures = await Promise.all([
      left.npm ? progress.step(TEXT.node, () => installPackages(root)) : null,
      left.environments.length > 0 ? progress.step(TEXT.python, () => makeAll(root, left.environments, facts)) : null,
    ]);
    return failures.map((failure) => failure === null || explain(failure, progress)).every(Boolean);
  } finally {
    giveBack();
  }
};

/**
 * @param {string} root
 * @param {Needs} needs
 * @returns {{ readonly npm: boolean, readonly environments: readonly PythonEnvironment[] }}
 */
const workLeft = (root, needs) => ({
  npm: !arePackagesInstalled(root),
  environments: needs.environments.filter((environment) => !isEnvironmentMade(root, environment)),
});

/** @param {ReturnType<typeof workLeft>} left */
const stepsOf = (left) => (left.npm ? 1 : 0) + (left.environments.length > 0 ? 1 : 0);

/** @param {string} root */
const freeBytes = (root) => {
  const { bavail, bsize } = statfsSync(root);
  return bavail * bsize;
};

/**
 * @param {{ readonly npm: boolean, readonly environments: readonly PythonEnvironment[] }} left
 * @param {Needs} needs
 * @returns {Wanted}
 */
const wantedFor = (left, needs) => ({ npm: left.npm, python: left.environments.length > 0, browser: needs.browser });

/**
 * @param {string} root
 * @param {readonly PythonEnvironment[]} environments
 * @param {Facts} facts
 * @returns {Promise<string | null>}
 */
const makeAll = async (root, environments, facts) => {
  for (const environment of environments) {
    const failure = await makeEnvironment(root, environment, facts.python?.command ?? "python3");
    if (failure !== null) return failure;
  }
  return null;
};

/**
 * @param {Wanted} wanted
 * @param {number} later how many steps come after
 * @param {Progress} progress
 * @param {Language} language
 * @returns {Promise<Facts | null>} null when something is missing that could not be installed; it has been said then
 */
const checkMachine = async (wanted, later, progress, language) => {
  const facts = await factsOfThisMachine(wanted);
  const missing = missingFrom(facts, wanted);
  const remedy = remedyFor(facts, missing);
  if (remedy.kind === "nothing") return facts;

  progress.say(missingText(remedy.missing.map((requirement) => REQUIREMENT[requirement][language])));
  if (remedy.kind === "impossible") return null;
  if (remedy.kind === "tell") {
    progress.say(installYourself(remedy.packages, facts));
    return null;
  }
  progress.expect(1 + later);
  const failure = await progress.step(installing(remedy.packages), () => installSystemPackages(remedy.packages));
  if (failure !== null) {
    progress.line(tellingLines(failure));
    progress.say(TEXT.aptFailed);
    progress.say(installYourself(remedy.packages, facts));
    return null;
  }
  const afterwards = await factsOfThisMachine(wanted);
  const still = missingFrom(afterwards, wanted);
  if (still.length === 0) return afterwards;
  progress.say(TEXT.stillMissing);
  progress.say(missingText(still.map((requirement) => REQUIREMENT[requirement][language])));
  return null;
};

/**
 * @param {readonly string[]} packages
 * @returns {Promise<string | null>} what apt-get said when it failed
 */
const installSystemPackages = async (packages) => {
  const options = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, outlivesUs: true };
  const install = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", ...packages];
  // The list of packages may be older than the archive, or missing as in a fresh container.
  const updated = await runQuietly(["apt-get", "update", "--quiet"], options);
  const installed = await runQuietly(install, options);
  return installed.exitCode === 0 ? null : `${updated.complaint}${installed.output}${installed.complaint}`;
};

/**
 * @param {string} said what npm or pip said
 * @param {Progress} progress
 * @returns {false}
 */
const explain = (said, progress) => {
  progress.line(tellingLines(said));
  progress.say(PACKAGES_FAILED[whyPackagesFailed(said)]);
  return false;
};
