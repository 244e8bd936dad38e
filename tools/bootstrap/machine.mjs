// @ts-check
/** Gathers the facts about this machine. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { choosePython } from "./requirements.mjs";
import { runQuietly } from "./run-quietly.mjs";

/** In the order of preference: what the system takes by itself, then newest first. */
const PYTHONS = ["python3", "python3.14", "python3.13", "python3.12", "python3.11"];
const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const ASK_PYTHON = [
  "import sys",
  "try:",
  "  import venv, ensurepip; has = 1",
  "except ImportError:",
  "  has = 0",
  "print('.'.join(map(str, sys.version_info[:3])), has)",
].join("\n");

/**
 * @param {import("./requirements.mjs").Wanted} wanted facts that nobody wants are not asked for
 * @returns {Promise<import("./requirements.mjs").Facts>}
 */
export const factsOfThisMachine = async (wanted) => ({
  platform: process.platform,
  nodeVersion: process.versions.node,
  npm: !wanted.npm || npmCommand() !== null,
  python: wanted.python ? await findPython() : null,
  sshKeygen: findOnPath("ssh-keygen") !== null,
  browser: BROWSERS.some((name) => findOnPath(name) !== null),
  root: process.getuid?.() === 0,
  aptGet: findOnPath("apt-get") !== null,
  sudo: findOnPath("sudo") !== null,
});

/**
 * @returns {readonly string[] | null} the command that runs npm: the very npm that called us, else the one on the PATH
 */
export const npmCommand = () => {
  const caller = process.env.npm_execpath;
  if (caller !== undefined && /npm-cli\.c?js$/.test(caller)) return [process.execPath, caller];
  const found = findOnPath("npm");
  return found === null ? null : [found];
};

const findPython = async () => {
  const present = PYTHONS.filter((command) => findOnPath(command) !== null);
  const answers = await Promise.all(present.map((command) => runQuietly([command, "-I", "-c", ASK_PYTHON])));
  return choosePython(
    answers.map(({ output }, index) => {
      const [version = "", has] = output.trim().split(" ");
      return { command: present[index] ?? "python3", version, venv: has === "1" };
    }),
  );
};

/**
 * @param {string} name
 * @returns {string | null} its full path
 */
const findOnPath = (name) => {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return null;
};
