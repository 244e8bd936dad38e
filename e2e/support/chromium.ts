import { existsSync } from "node:fs";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"];

/** @returns the installed browser; journeys download none. */
export function chromiumPath(): string {
  const found = PLACES.find((path) => existsSync(path));
  if (found === undefined) throw new Error("no Chromium here: install one, e.g. `sudo apt-get install chromium`");
  return found;
}
