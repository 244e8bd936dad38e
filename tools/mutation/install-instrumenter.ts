/** Stryker's instrumenter has a lock file of its own, so that nobody who does not run mutants has to fetch it. */
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { WORK } from "./typescript/bundle-tests.ts";

const FOLDER = join(import.meta.dirname, "typescript");

/** Installs it into `.chancery/mutation`, unless it is there as locked. */
export function installInstrumenter(): void {
  const lock = "package-lock.json";
  const same = existsSync(join(WORK, "node_modules")) && existsSync(join(WORK, lock)) && readFileSync(join(WORK, lock), "utf8") === readFileSync(join(FOLDER, lock), "utf8");
  if (same) return;
  mkdirSync(WORK, { recursive: true });
  for (const file of ["package.json", lock]) copyFileSync(join(FOLDER, file), join(WORK, file));
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: WORK, stdio: ["ignore", "ignore", "inherit"] });
}
