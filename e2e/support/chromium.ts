import type { LaunchOptions } from "@playwright/test";
import { existsSync } from "node:fs";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"];

/** Nothing of the browser's own goes out while it is watched. */
const FLAGS = ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

/** @returns the installed browser; journeys download none. */
function chromiumPath(): string {
  const found = PLACES.find((path) => existsSync(path));
  if (found === undefined) throw new Error("no Chromium here: install one, e.g. `sudo apt-get install chromium`");
  return found;
}

/** How every browser of the tests is started. */
export function launchOptions(): LaunchOptions {
  return {
    executablePath: chromiumPath(),
    // Chromium's own sandbox refuses to run as root; only then, and only here, it is off.
    args: process.getuid?.() === 0 ? [...FLAGS, "--no-sandbox"] : FLAGS,
  };
}
