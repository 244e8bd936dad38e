// @ts-check
/** A Python virtual environment from a lock file with hashes. */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "./replace-file.mjs";
import { runQuietly } from "./run-quietly.mjs";

/** @typedef {import("./needs.mjs").PythonEnvironment} PythonEnvironment */

/**
 * The copy of the lock file inside the environment is written last: where it is, the environment is complete.
 *
 * @param {string} root the working copy
 * @param {PythonEnvironment} environment
 */
const stampOf = (root, environment) => join(root, environment.directory, "installed.lock");
/**
 * @param {string} root
 * @param {PythonEnvironment} environment
 */
const pythonOf = (root, environment) => join(root, environment.directory, "bin", "python");

/**
 * @param {string} root
 * @param {PythonEnvironment} environment
 * @returns {boolean} whether it is complete, belongs to the present lock file, and its Python is still on this machine
 */
export const isEnvironmentMade = (root, environment) => {
  const stamp = stampOf(root, environment);
  if (!existsSync(stamp) || !existsSync(pythonOf(root, environment))) return false;
  return readFileSync(stamp).equals(readFileSync(join(root, environment.lock)));
};

/**
 * Makes it from nothing.
 *
 * @param {string} root
 * @param {PythonEnvironment} environment
 * @param {string} python the Python to make it with
 * @returns {Promise<string | null>} what Python or pip said when it failed, else null
 */
export const makeEnvironment = async (root, environment, python) => {
  const directory = join(root, environment.directory);
  const lock = join(root, environment.lock);
  const lockText = readFileSync(lock, "utf8");
  mkdirSync(directory, { recursive: true });
  rmSync(stampOf(root, environment), { force: true });
  const steps = [
    [python, "-I", "-m", "venv", "--clear", directory],
    // prettier-ignore
    [pythonOf(root, environment), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check",
      "--no-deps", "--only-binary", ":all:", "--require-hashes", "--requirement", lock],
  ];
  for (const step of steps) {
    const ended = await runQuietly(step, { cwd: root, env: withoutPythonSettings(process.env) });
    if (ended.exitCode !== 0) return `${ended.complaint}${ended.output}`.trim() || `${step.join(" ")}: ${ended.exitCode}`;
  }
  replaceFile(stampOf(root, environment), lockText);
  return null;
};

/**
 * pip's own settings stay (a mirror, a certificate); what would make Python load other code does not.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @returns {NodeJS.ProcessEnv}
 */
const withoutPythonSettings = (environment) => {
  const kept = Object.entries(environment).filter(([name]) => !/^(PYTHON|VIRTUAL_ENV|PIP_(USER|TARGET|PREFIX|REQUIREMENT|CONSTRAINT)$)/.test(name));
  return Object.fromEntries(kept);
};
