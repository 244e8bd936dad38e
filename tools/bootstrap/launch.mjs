// @ts-check
/** Runs the real program and becomes as good as it: same terminal, same signals, same end. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { END_WITH_US } from "./end-with-us.mjs";

/**
 * @param {string} node
 * @param {readonly string[]} args
 * @param {string} root the working copy
 * @returns {Promise<number>} the exit code; 128 and the signal's number when a signal ended it
 */
export const launch = (node, args, root) =>
  new Promise((resolve, reject) => {
    const path = [dirname(node), join(root, "node_modules", ".bin"), process.env.PATH ?? ""].join(delimiter);
    const [program = node, ...before] = [...END_WITH_US, node];
    const child = spawn(program, [...before, ...args], { stdio: "inherit", env: { ...process.env, PATH: path } });
    const forward = (/** @type {NodeJS.Signals} */ signal) => void child.kill(signal);
    // Ctrl-C in a terminal reaches both of us by itself; handed on as well, it would count twice.
    const interrupt = () => void (hasTerminal() || child.kill("SIGINT"));
    process.on("SIGINT", interrupt);
    for (const signal of FORWARDED) process.on(signal, forward);
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      process.removeListener("SIGINT", interrupt);
      for (const forwarded of FORWARDED) process.removeListener(forwarded, forward);
      resolve(code ?? 128 + constants.signals[signal ?? "SIGTERM"]);
    });
  });

const FORWARDED = /** @type {const} */ (["SIGTERM", "SIGHUP", "SIGQUIT"]);

const hasTerminal = () => Boolean(process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY);
