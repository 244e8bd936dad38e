// @ts-check
/** Runs a program without showing what it says, and keeps what it says for the case that it fails. */
import { spawn } from "node:child_process";
import { END_WITH_US } from "./end-with-us.mjs";

/** @typedef {{ readonly exitCode: number | null, readonly output: string, readonly complaint: string }} Ended */

const LONGEST = 200_000;
/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/**
 * @param {readonly string[]} command program and arguments
 * @param {{ readonly cwd?: string, readonly env?: NodeJS.ProcessEnv, readonly outlivesUs?: boolean }} [options] `outlivesUs`: it is better
 *   left to its end than stopped half-way when we are killed
 * @returns {Promise<Ended>} exitCode is null when it could not be started or was ended by a signal; output and complaint
 *   are the last part of its standard output and standard error
 */
export const runQuietly = (command, { outlivesUs = false, ...options } = {}) =>
  new Promise((resolve) => {
    const [program = "", ...args] = [...(outlivesUs ? [] : END_WITH_US), ...command];
    const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    running.add(child);
    let output = "";
    let complaint = "";
    child.stdout.setEncoding("utf8").on("data", (/** @type {string} */ text) => (output = (output + text).slice(-LONGEST)));
    child.stderr.setEncoding("utf8").on("data", (/** @type {string} */ text) => (complaint = (complaint + text).slice(-LONGEST)));
    child.once("error", (error) => {
      running.delete(child);
      resolve({ exitCode: null, output, complaint: String(error) });
    });
    child.once("close", (exitCode) => {
      running.delete(child);
      resolve({ exitCode, output, complaint });
    });
  });

/** Ends whatever still runs: called when the set-up is interrupted. */
export const stopEverything = () => {
  for (const child of running) child.kill("SIGTERM");
};
