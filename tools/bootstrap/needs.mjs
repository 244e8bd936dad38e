// @ts-check
/** What a command needs before it can run. Pure. */

/** @typedef {"start" | "test" | "bench" | "fuzz" | "soak" | "mutation"} Command */
/**
 * @typedef {object} PythonEnvironment
 * @property {string} directory where it is made, relative to the working copy
 * @property {string} lock the lock file, relative to the working copy
 */
/**
 * @typedef {object} Needs
 * @property {readonly string[]} program the TypeScript file to run and the arguments before the caller's own
 * @property {readonly PythonEnvironment[]} environments
 * @property {boolean} browser
 */

/** @type {PythonEnvironment} */
const TOOLS = { directory: ".chancery/tools/venv", lock: "tools/python/start.lock" };
/** @type {PythonEnvironment} */
const TESTS = { directory: ".chancery/tools/test-venv", lock: "tools/python/test.lock" };

const OPENS_NOTHING = new Set(["--no-open", "--help", "-h"]);

/**
 * @param {string | undefined} command
 * @param {readonly string[]} args the caller's own arguments
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {Needs | null} null when there is no such command
 */
export const needsOf = (command, args, environment) => {
  switch (command) {
    case "start":
      return {
        program: ["provisioning/main.ts", "start"],
        environments: [TOOLS],
        browser: !args.some((arg) => OPENS_NOTHING.has(arg)) && !environment.ELECTRON_OVERRIDE_DIST_PATH,
      };
    case "test":
      return { program: ["tools/test/main.ts"], environments: [TOOLS, TESTS], browser: true };
    case "bench":
      // `bench start` measures the start with nothing opened, `bench policy` both evaluators.
      if (args[0] === "policy") return { program: ["tools/bench/main.ts"], environments: [TESTS], browser: false };
      return { program: ["tools/bench/main.ts"], environments: [TOOLS], browser: args[0] !== "start" };
    case "fuzz":
      return { program: ["tools/fuzz/main.ts"], environments: [TESTS], browser: false };
    case "soak":
      return { program: ["e2e/soak/main.ts"], environments: [TOOLS], browser: false };
    case "mutation":
      return { program: ["tools/mutation/main.ts"], environments: [TESTS], browser: false };
    default:
      return null;
  }
};
