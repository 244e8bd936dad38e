// @ts-check
import { renameSync, writeFileSync } from "node:fs";

/**
 * Writes a file beside its place and moves it there: the place holds all of it or nothing of it.
 *
 * @param {string} path
 * @param {string} text
 */
export const replaceFile = (path, text) => {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
};
