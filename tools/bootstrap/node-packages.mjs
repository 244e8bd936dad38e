// @ts-check
/** Node 24 and the JavaScript packages, from package-lock.json. */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { isSameInstallation } from "./installed-packages.mjs";
import { npmCommand } from "./machine.mjs";
import { replaceFile } from "./replace-file.mjs";
import { runQuietly } from "./run-quietly.mjs";

/**
 * @param {string} root the working copy
 * @returns {string} where the Node that the packages bring is
 */
export const lockedNode = (root) => join(root, "node_modules", process.arch === "arm64" ? "node-arm64" : "node", "bin", "node");

/** @param {string} root */
const stampOf = (root) => join(root, ".chancery", "npm-installed");
/** There from the beginning of an installation to its end. @param {string} root */
const installingOf = (root) => join(root, ".chancery", "npm-installing");
/** @param {string} root */
const lockOf = (root) => readFileSync(join(root, "package-lock.json"), "utf8");
/** @param {string} text */
const digest = (text) => createHash("sha256").update(text).digest("hex");

/**
 * @param {string} root
 * @returns {boolean} whether node_modules is complete and belongs to the present package-lock.json
 */
export const arePackagesInstalled = (root) => {
  const record = readOrNull(join(root, "node_modules", ".package-lock.json"));
  if (record === null || !existsSync(lockedNode(root)) || existsSync(installingOf(root))) return false;
  const lock = lockOf(root);
  // Without a stamp of ours somebody ran npm by hand, and npm's own record tells what it installed.
  return readOrNull(stampOf(root)) === digest(lock) || isSameInstallation(lock, record);
};

/**
 * Runs `npm ci`. A marker stands while it runs, so that an interrupted installation is done again.
 *
 * @param {string} root
 * @returns {Promise<string | null>} what npm said when it failed, else null
 */
export const installPackages = async (root) => {
  const npm = npmCommand() ?? ["npm"];
  const lock = lockOf(root);
  mkdirSync(join(root, ".chancery"), { recursive: true });
  replaceFile(installingOf(root), "");
  rmSync(stampOf(root), { force: true });
  const ended = await runQuietly([...npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress", "--loglevel=warn"], { cwd: root });
  if (ended.exitCode !== 0 || HALF_UNPACKED.test(ended.complaint)) return said(ended);
  // An optional package that could not be fetched is no error to npm; Node is one of them, so that each machine gets its own.
  const node = await runQuietly([lockedNode(root), "--version"]);
  if (!node.output.startsWith("v24.")) return `npm brought no Node for this machine (${process.platform} ${process.arch}). ${node.complaint}`;
  replaceFile(stampOf(root), digest(lock));
  rmSync(installingOf(root), { force: true });
  return null;
};

/** npm only warns of files that it could not unpack, on a full disk for one, and ends as if all were well. */
const HALF_UNPACKED = /TAR_ENTRY_ERROR/;

/** @param {import("./run-quietly.mjs").Ended} ended */
const said = (ended) => `${ended.complaint}${ended.output}`.trim() || `npm ci: ${ended.exitCode}`;

/** @param {string} path */
const readOrNull = (path) => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
};
