#!/usr/bin/env node
/**
 * Starts the command line under a Node that runs TypeScript: the one in node_modules, whatever Node the machine has.
 * Plain JavaScript without dependencies, so that it can say what is missing.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const provisioning = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = join(provisioning, "..", "node_modules");
const bundled = ["node", "node-arm64"].map((name) => join(packages, name, "bin", "node")).find((path) => existsSync(path));
const NEEDED = 24;
const isNewEnough = Number(process.versions.node.split(".")[0]) >= NEEDED;

if (!existsSync(join(packages, "commander")) || (bundled === undefined && !isNewEnough)) {
  const french = /^fr/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || "");
  process.stderr.write(
    french
      ? "Les dépendances ne sont pas installées.\n  → Lancez « npm ci » (ou « npm start ») dans le dossier du projet, puis la même commande.\n"
      : "The dependencies are not installed.\n  → Run `npm ci` (or `npm start`) in the project's folder, then the same command.\n",
  );
  process.exitCode = 3;
} else if (isNewEnough) {
  await import("../main.ts");
} else {
  const child = spawn(bundled, [join(provisioning, "main.ts"), ...process.argv.slice(2)], { stdio: "inherit" });
  // Ctrl-C reaches the child by itself, as it shares the terminal; the other signals are handed on. The launcher ends after the child.
  process.on("SIGINT", () => undefined);
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal ?? "SIGTERM"] ?? 0);
  });
}
