// @ts-check
/**
 * What `npm start`, `npm test`, `npm run bench`, `npm run fuzz` and the other long runs call: brings what the command needs, then runs it under Node 24.
 * Plain JavaScript without dependencies, since it runs before there are any, under whatever Node the machine has.
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { chooseLanguage } from "./language.mjs";
import { launch } from "./launch.mjs";
import { needsOf } from "./needs.mjs";
import { lockedNode } from "./node-packages.mjs";
import { Progress } from "./progress.mjs";
import { stopEverything } from "./run-quietly.mjs";
import { PACKAGES_FAILED, TEXT } from "./sentences.mjs";
import { setUp } from "./setup.mjs";

/** The numbers that `chancery` itself ends with. */
const EXIT = { usage: 2, environment: 3 };
const SIGNAL_NUMBERS = /** @type {const} */ ({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 });

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * @param {string | undefined} command
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
const main = async (command, args) => {
  const language = chooseLanguage(process.env);
  const progress = new Progress(language);
  const needs = needsOf(command, args, process.env);
  if (needs === null) {
    progress.say(TEXT.usage);
    return EXIT.usage;
  }
  const endUninterrupted = endOnSignals(progress);
  try {
    if (!(await setUp(root, needs, progress, language))) return EXIT.environment;
  } catch (error) {
    const text = sentenceFor(error);
    if (text === null) throw error;
    progress.say(text);
    return EXIT.environment;
  }
  endUninterrupted();
  return launch(lockedNode(root), [...needs.program, ...args], root);
};

/**
 * Until the real program runs, a signal ends the set-up and whatever it started.
 *
 * @param {Progress} progress
 * @returns {() => void} undoes it
 */
const endOnSignals = (progress) => {
  const entries = /** @type {[keyof typeof SIGNAL_NUMBERS, number][]} */ (Object.entries(SIGNAL_NUMBERS));
  const handlers = entries.map(([signal, number]) => {
    const handler = () => {
      stopEverything();
      progress.say(TEXT.interrupted);
      process.exit(128 + number);
    };
    process.on(signal, handler);
    return () => void process.removeListener(signal, handler);
  });
  return () => handlers.forEach((undo) => undo());
};

/**
 * @param {unknown} error
 * @returns {import("./sentences.mjs").Text | null} what to say of a file error; null when it is a fault of ours
 */
const sentenceFor = (error) => {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "ENOSPC" || code === "EDQUOT") return PACKAGES_FAILED.no_space;
  return code === "EACCES" || code === "EROFS" || code === "EPERM" ? TEXT.mayNotWrite : null;
};

const [command, ...args] = process.argv.slice(2);
process.exitCode = await main(command, args);
