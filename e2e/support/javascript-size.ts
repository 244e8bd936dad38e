/** How much JavaScript a page fetches, as a server that compresses would send it. */
import type { Page, Response } from "@playwright/test";
import { gzipSync } from "node:zlib";

/**
 * Counts from now on.
 * @returns ends the count: bytes of the scripts that were fetched, each compressed by itself at gzip level 9; wasm apart
 */
export function countJavaScript(page: Page): () => Promise<number> {
  const scripts: Response[] = [];
  const note = (response: Response): void => void (new URL(response.url()).pathname.endsWith(".js") && scripts.push(response));
  page.on("response", note);
  return async () => {
    page.off("response", note);
    const sizes = await Promise.all(scripts.map(async (script) => gzipSync(await script.body(), { level: 9 }).byteLength));
    return sizes.reduce((sum, size) => sum + size, 0);
  };
}
